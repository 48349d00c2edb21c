#if NET
using System.Runtime.InteropServices;
#endif

namespace WorkerRunner.PowerShell;

/// <summary>
/// Does something, once, before this process ends: when it ends by itself, and when it is told to (SIGTERM; on Windows also when its
/// console is closed or the machine shuts down). Nothing can be done where it is killed.
/// </summary>
internal sealed class ProcessEnd : IDisposable
{
    private readonly Action action;
    private int begun;
#if NET
    private readonly List<PosixSignalRegistration> signals;
#endif

    /// <summary>Begins to look out. The process waits for <paramref name="action"/>, which therefore has a limit of its own.</summary>
    public ProcessEnd(Action action)
    {
        this.action = action;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
#if NET
        // Since .NET 10, PowerShell 7.6, a process that nobody registered for is gone at once, without ProcessExit. SIGHUP is left alone
        // on Unix: under nohup it means nothing.
        signals = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Act())];
        if (OperatingSystem.IsWindows()) signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Act()));
#endif
    }

    /// <summary>Looks out no more.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
#if NET
        foreach (var signal in signals) signal.Dispose();
#endif
    }

    private void OnExit(object? sender, EventArgs e) => Act();

    private void Act()
    {
        if (Interlocked.Exchange(ref begun, 1) == 0) action();
    }
}
