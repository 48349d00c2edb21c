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

    public StopSignals()
    {
        // A registration that is collected as garbage is given up.
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            GCHandle.Alloc(PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Hurry => hurry.Token;

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        (stop.IsCancellationRequested ? hurry : stop).Cancel();
    }
}
