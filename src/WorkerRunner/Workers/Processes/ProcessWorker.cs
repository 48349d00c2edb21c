using System.ComponentModel;
using WorkerRunner.Machine;

namespace WorkerRunner.Workers.Processes;

/// <summary>A worker that is a process of ours: it speaks on stdin and stdout, and its stderr is ours.</summary>
internal sealed class ProcessWorker : IRunningWorker
{
    private readonly IChildProcess process;

    private ProcessWorker(string name, IChildProcess process)
    {
        this.process = process;
        Description = FormattableString.Invariant($"{name} (process {process.Id})");
    }

    public string Description { get; }

    public Stream FromWorker => process.Output;

    public Stream ToWorker => process.Input;

    public bool SpeaksProtocol => true;

    public Task<int> Exited => process.Exited;

    /// <exception cref="WorkerStartException">The operating system did not start it.</exception>
    public static ProcessWorker Start(WorkerCommand command, RunEnvironment environment)
    {
        if (environment.Machine.ProtectFromOutOfMemory() is { } refusal)
            environment.Log.Verbose($"The out-of-memory killer could not be turned away from this process and the worker: {refusal}");
        try
        {
            var start = new ProgramStart(command.Program, command.Arguments, environment.BaseDirectory) { Variables = command.Variables };
            return new ProcessWorker(command.Name, environment.Machine.Processes.Start(start));
        }
        catch (Win32Exception e)
        {
            throw new WorkerStartException($"{command.Program} could not be started: {e.Message}.", "Is it a program for this system, or a script with an interpreter that is installed?", e);
        }
    }

    public bool Interrupt() => process.Interrupt();

    public void Kill() => process.KillTree();

    public void Dispose() => process.Dispose();
}
