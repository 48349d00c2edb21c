using System.Diagnostics;

namespace WorkerRunner.Machine.Unix;

/// <summary>A process, started by the framework; the leader of its process group.</summary>
internal sealed class UnixChildProcess : IChildProcess
{
    private readonly Process process;

    /// <exception cref="System.ComponentModel.Win32Exception">The operating system did not start it.</exception>
    public UnixChildProcess(ProcessStartInfo info)
    {
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult(process.ExitCode);
        Exited = exited.Task;
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }
        Id = process.Id;
        Output = process.StandardOutput.BaseStream;
        Input = process.StandardInput.BaseStream;
    }

    public int Id { get; }

    public Stream Output { get; }

    public Stream Input { get; }

    public Task<int> Exited { get; }

    // Whoever stops a worker may meet its end, and what follows from that.
    public bool Interrupt() => !Exited.IsCompleted && LibC.SendSignal(Id, LibC.SigTerm);

    public void KillTree()
    {
        LibC.SendSignal(-Id, LibC.SigKill);
        ProcessTree.Kill(process);
    }

    public void Dispose() => process.Dispose();
}
