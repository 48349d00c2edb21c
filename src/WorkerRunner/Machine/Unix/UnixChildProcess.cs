using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>A process, the leader of a session and a group of its own, which is signalled as a whole.</summary>
internal sealed class UnixChildProcess : IChildProcess
{
    private const int UnknownExitCode = -1;
    private const int SignalBase = 128;

    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private UnixChildProcess(int id, PipeEnd toChild, PipeEnd fromChild, PipeEnd errorsOfChild)
    {
        Id = id;
        (Input, Output, Errors) = (new PipeWriter(toChild), new PipeReader(fromChild), new PipeReader(errorsOfChild));
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The operating system did not start it.</exception>
    public static UnixChildProcess Start(ProgramStart start, ISpawn spawn)
    {
        var started = new TaskCompletionSource<UnixChildProcess>();
        // The thread that starts a process lives as long as it does: where the system ends a child with its parent, it means that thread.
        new Thread(() => Live(start, spawn, started)) { IsBackground = true, Name = "worker process" }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    public int Id { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    public Stream Input { get; }

    public Task<int> Exited => exited.Task;

    public bool HasFamily => Descendants.HasMember(Id);

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

    private static void Live(ProgramStart start, ISpawn spawn, TaskCompletionSource<UnixChildProcess> started)
    {
        UnixChildProcess process;
        try
        {
            process = Start(spawn, start);
        }
        catch (Exception e)
        {
            started.SetException(e);
            return;
        }
        started.SetResult(process);
        process.exited.TrySetResult(WaitForEnd(process.Id));
    }

    private static UnixChildProcess Start(ISpawn spawn, ProgramStart start)
    {
        var (input, toChild) = PipeEnd.Pair();
        var (fromChild, output) = PipeEnd.Pair();
        var (errorsOfChild, errors) = PipeEnd.Pair();
        using (input)
        using (output)
        using (errors)
        {
            try
            {
                return new UnixChildProcess(spawn.Start(start, input, output, errors), toChild, fromChild, errorsOfChild);
            }
            catch
            {
                toChild.Dispose();
                fromChild.Dispose();
                errorsOfChild.Dispose();
                throw;
            }
        }
    }

    private static int WaitForEnd(int process)
    {
        int status;
        int waited;
        do waited = LibC.WaitFor(process, out status, options: 0);
        while (waited < 0 && Marshal.GetLastWin32Error() == LibC.Interrupted);
        return waited == process ? ExitCode(status) : UnknownExitCode;
    }

    private static int ExitCode(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : SignalBase + signal;
    }
}
