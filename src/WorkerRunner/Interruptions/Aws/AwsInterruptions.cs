using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions.Aws;

/// <summary>Spot interruptions, auto-scaling's target state, and the advisory signals of AWS.</summary>
internal sealed class AwsInterruptions(MetadataClient metadata) : IInterruptionSource
{
    public string Provider => AwsMetadata.Cloud;

    public IReadOnlyList<IInterruptionSignal> Signals { get; } =
    [
        new AwsSignal(metadata, "spot interruption", SpotNotice.LookAsync),
        new AwsSignal(metadata, "auto-scaling target state", TargetState.LookAsync),
        new AwsSignal(metadata, "rebalance recommendation", RebalanceRecommendation.LookAsync),
        new AwsSignal(metadata, "scheduled maintenance", ScheduledMaintenance.LookAsync),
    ];

    /// <summary>AWS does not want to know.</summary>
    public Task AcknowledgeAsync(Interruption interruption, CancellationToken cancellationToken) => Task.CompletedTask;
}
