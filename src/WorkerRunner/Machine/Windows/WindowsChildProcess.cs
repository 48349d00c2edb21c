using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// A process, started by the system's own call: the framework's class knows neither groups nor jobs, and on .NET Framework it may write a
/// byte order mark to a stdin of its own accord.
/// </summary>
internal sealed class WindowsChildProcess : IChildProcess
{
    private const uint ExitCodeOfKilled = 1;
    private const int UnknownExitCode = -1;

    private readonly JobObject job = JobObject.Create();
    private readonly SafeWaitHandle process;

    /// <exception cref="Win32Exception">The system did not start it.</exception>
    public WindowsChildProcess(CommandLine command, string folder, string? environment)
    {
        using var pipes = new ChildPipes();
        (process, Id) = SuspendedProcess.StartIn(job, command, folder, environment, pipes);
        (Output, Errors, Input) = (pipes.OpenOutput(), pipes.OpenError(), pipes.OpenInput());
        Exited = WaitAsync();
    }

    public int Id { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    public Stream Input { get; }

    public Task<int> Exited { get; }

    public bool Interrupt() => !Exited.IsCompleted && ConsoleControl.SendBreak(Id);

    public bool HasFamily => job.HasProcesses;

    public void KillTree() => job.Terminate(ExitCodeOfKilled);

    public void Dispose()
    {
        Output.Dispose();
        Errors.Dispose();
        Input.Dispose();
        // Closing the job ends what is in it: it stays as long as the process runs.
        Exited.ContinueWith(_ => Free(), TaskScheduler.Default);
    }

    private void Free()
    {
        process.Dispose();
        job.Dispose();
    }

    private Task<int> WaitAsync()
    {
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.RegisterWaitForSingleObject(
            new ProcessEnd(process), (_, _) => exited.TrySetResult(ExitCode()), state: null, Timeout.Infinite, executeOnlyOnce: true);
        return exited.Task;
    }

    private int ExitCode() => GetExitCodeProcess(process, out var code) ? unchecked((int)code) : UnknownExitCode;

    /// <summary>A process's handle is set when it has ended.</summary>
    private sealed class ProcessEnd : WaitHandle
    {
        public ProcessEnd(SafeWaitHandle process) => SafeWaitHandle = process;
    }
}
