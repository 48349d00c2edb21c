using System.ComponentModel;
using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Workers.Processes;

/// <summary>A worker that is a process of ours: it speaks on stdin and stdout, and what it says on stderr is its output too.</summary>
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

    public Stream? Errors => process.Errors;

    public Stream ToWorker => process.Input;

    public bool SpeaksProtocol => true;

    public Task<int> Exited => process.Exited;

    /// <exception cref="WorkerStartException">The operating system did not start it.</exception>
    public static ProcessWorker Start(WorkerCommand command, WorkerHost host)
    {
        try
        {
            var start = new ProgramStart(command.Program, command.Arguments, host.Surroundings.BaseDirectory) { Variables = command.Variables };
            var process = host.Machine.Processes.Start(start);
            // The worker's own processes inherit it.
            if (host.Machine.ProtectFromOutOfMemory(process.Id) is { } refusal)
                host.Log.Write(Messages.NotProtectedFromOutOfMemory("the worker", refusal));
            return new ProcessWorker(command.Name, process);
        }
        catch (MachineException e)
        {
            throw new WorkerStartException(e.Message, e.Advice, e);
        }
        catch (Win32Exception e)
        {
            throw new WorkerStartException(
                $"{command.Program} could not be started: {e.Message}.",
                "Is it a program for this system and its processor, or a script whose first line names an interpreter (#!) that is installed?",
                e);
        }
    }

    public bool HasFamily => process.HasFamily;

    public bool Interrupt() => process.Interrupt();

    public void Kill() => process.KillTree();

    public void Dispose() => process.Dispose();
}
