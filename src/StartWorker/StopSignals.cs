using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace WorkerRunner.StartWorker;

/// <summary>
/// SIGTERM, Ctrl-C and a closed terminal: the first asks for an orderly end, a second one for a quick one. They are taken until the process has
/// ended, so that none that comes in its last moments changes how it ends.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What it holds is held until the process ends.")]
internal sealed class StopSignals
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource hurry = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals()
    {
        registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGHUP)];
        // A registration that is collected as garbage is given up.
        GCHandle.Alloc(this);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Hurry => hurry.Token;

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, OnSignal);

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        (stop.IsCancellationRequested ? hurry : stop).Cancel();
    }
}
