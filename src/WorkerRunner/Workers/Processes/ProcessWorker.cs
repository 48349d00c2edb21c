using System.ComponentModel;
using System.Diagnostics;
using WorkerRunner.Machine;

namespace WorkerRunner.Workers.Processes;

/// <summary>A worker that is a process of ours: it speaks on stdin and stdout, and its stderr is ours.</summary>
internal sealed class ProcessWorker : IRunningWorker
{
    private readonly Process process;
    private readonly IProcessControl control;

    private ProcessWorker(string name, Process process, Task<int> exited, IProcessControl control)
    {
        this.process = process;
        this.control = control;
        Exited = exited;
        Description = FormattableString.Invariant($"{name} (process {process.Id})");
        FromWorker = process.StandardOutput.BaseStream;
        ToWorker = process.StandardInput.BaseStream;
    }

    public string Description { get; }

    public Stream FromWorker { get; }

    public Stream ToWorker { get; }

    public bool SpeaksProtocol => true;

    public Task<int> Exited { get; }

    /// <exception cref="WorkerStartException">The operating system did not start it.</exception>
    public static ProcessWorker Start(WorkerCommand command, RunEnvironment environment)
    {
        var control = environment.Machine.Processes;
        var info = control.StartInfo(command.Program, command.Arguments);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.WorkingDirectory = environment.BaseDirectory;
        foreach (var variable in command.Variables) info.EnvironmentVariables[variable.Key] = variable.Value;

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult(process.ExitCode);
        if (environment.Machine.ProtectFromOutOfMemory() is { } refusal)
            environment.Log.Information($"The out-of-memory killer could not be turned away from this process and the worker: {refusal}");
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new WorkerStartException($"{command.Program} could not be started: {e.Message}.", "Is it a program for this system, or a script with an interpreter that is installed?", e);
        }
        return new ProcessWorker(command.Name, process, exited.Task, control);
    }

    public bool Interrupt() => !process.HasExited && control.Interrupt(process);

    public void Kill() => control.KillTree(process);

    public void Dispose() => process.Dispose();
}
