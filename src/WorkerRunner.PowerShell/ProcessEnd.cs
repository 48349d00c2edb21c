using System.Runtime.InteropServices;

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
#else
    // A closed console, a log-off and a shutdown; Ctrl-C and Ctrl-Break are PowerShell's.
    private const uint CloseEvent = 2;
    private const uint LogoffEvent = 5;
    private const uint ShutdownEvent = 6;

    private readonly ControlHandler control;
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
#else
        // .NET Framework gives all ProcessExit handlers together two seconds; here the system's own limit counts, five at least. In a
        // process without a console there is nothing to hear, and the answer does not matter.
        control = OnControl;
        _ = SetConsoleCtrlHandler(control, add: true);
#endif
    }

    /// <summary>Looks out no more.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
#if NET
        foreach (var signal in signals) signal.Dispose();
#else
        _ = SetConsoleCtrlHandler(control, add: false);
#endif
    }

#if !NET
    private delegate bool ControlHandler(uint kind);

    private bool OnControl(uint kind)
    {
        if (kind is CloseEvent or LogoffEvent or ShutdownEvent) Act();
        return false;
    }

    [DllImport("kernel32.dll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleCtrlHandler(ControlHandler handler, [MarshalAs(UnmanagedType.Bool)] bool add);

#endif
    private void OnExit(object? sender, EventArgs e) => Act();

    private void Act()
    {
        if (Interlocked.Exchange(ref begun, 1) == 0) action();
    }
}
