using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions.Google;

/// <summary>Preemption and host maintenance of Google's machines.</summary>
internal sealed class GoogleInterruptions(MetadataClient metadata, TimeProvider time) : IInterruptionSource
{
    public string Provider => GoogleMetadata.Cloud;

    public IReadOnlyList<IInterruptionSignal> Signals { get; } = [new PreemptionSignal(metadata, time), new MaintenanceSignal(metadata, time)];

    /// <summary>Google does not want to know.</summary>
    public Task AcknowledgeAsync(Interruption interruption, CancellationToken cancellationToken) => Task.CompletedTask;
}
