#if NET
using System.Runtime.InteropServices;
#endif

namespace WorkerRunner.PowerShell;

/// <summary>Hears of a further Ctrl-C while a stop is under way: PowerShell itself passes on only the first one.</summary>
internal sealed class FurtherInterrupt : IDisposable
{
#if NET
    private readonly PosixSignalRegistration registration;

    /// <summary>Begins to listen.</summary>
    public FurtherInterrupt(Action action) =>
        registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            action();
        });

    /// <summary>Listens no more.</summary>
    public void Dispose() => registration.Dispose();
#else
    private readonly ConsoleCancelEventHandler handler;

    /// <summary>Begins to listen.</summary>
    public FurtherInterrupt(Action action)
    {
        handler = (_, signal) =>
        {
            signal.Cancel = true;
            action();
        };
        Console.CancelKeyPress += handler;
    }

    /// <summary>Listens no more.</summary>
    public void Dispose() => Console.CancelKeyPress -= handler;
#endif
}
