namespace WorkerRunner.Machine.Unix;

/// <summary>A process, the leader of a session and a group of its own, which is signalled as a whole.</summary>
internal sealed class UnixChildProcess : IChildProcess
{
    private const int UnknownExitCode = -1;
    private const int SignalBase = 128;

    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="System.ComponentModel.Win32Exception">The operating system did not start it.</exception>
    public UnixChildProcess(ProgramStart start)
    {
        var (input, toChild) = PipeEnd.Pair();
        var (fromChild, output) = PipeEnd.Pair();
        var (errorsOfChild, error) = PipeEnd.Pair();
        using (input)
        using (output)
        using (error)
        {
            (Input, Output, Errors) = (new PipeWriter(toChild), new PipeReader(fromChild), new PipeReader(errorsOfChild));
            try
            {
                Id = Spawn.Start(start, input, output, error);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
        new Thread(WaitForEnd) { IsBackground = true, Name = "worker end" }.Start();
    }

    public int Id { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    public Stream Input { get; }

    public Task<int> Exited => exited.Task;

    public bool HasFamily => LibC.SendSignal(-Id, signal: 0);

    public bool Interrupt() => LibC.SendSignal(-Id, LibC.SigTerm);

    public void KillTree()
    {
        // Who stands still starts nothing more: what is found then is all there is.
        var family = Descendants.Freeze(Id);
        LibC.SendSignal(-Id, LibC.SigKill);
        foreach (var process in family) LibC.SendSignal(process, LibC.SigKill);
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Errors.Dispose();
    }

    private void WaitForEnd()
    {
        int status;
        int waited;
        do waited = LibC.WaitFor(Id, out status, options: 0);
        while (waited < 0 && System.Runtime.InteropServices.Marshal.GetLastWin32Error() == LibC.Interrupted);
        exited.TrySetResult(waited == Id ? ExitCode(status) : UnknownExitCode);
    }

    private static int ExitCode(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : SignalBase + signal;
    }
}
