using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions.Aws;

/// <summary><c>autoscaling/target-lifecycle-state</c>: a group that scales in terminates this instance.</summary>
internal static class TargetState
{
    private const string Path = "/latest/meta-data/autoscaling/target-lifecycle-state";
    private const string Terminated = "Terminated";

    public static async Task<IReadOnlyList<Interruption>> LookAsync(MetadataClient metadata, CancellationToken cancellationToken)
    {
        var answer = await metadata.GetOnceAsync(Path, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        if (answer.ValueOrNull?.Trim() != Terminated) return [];
        return [new Interruption { Provider = AwsMetadata.Cloud, Kind = "auto-scaling", Action = "terminate", EventId = Terminated, Raw = answer.Text }];
    }
}
