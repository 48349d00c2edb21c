using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Interruptions.Aws;

/// <summary><c>events/recommendations/rebalance</c>: this spot instance is at a higher risk of interruption. Advisory.</summary>
internal static class RebalanceRecommendation
{
    private const string Path = "/latest/meta-data/events/recommendations/rebalance";

    public static async Task<IReadOnlyList<Interruption>> LookAsync(MetadataClient metadata, CancellationToken cancellationToken)
    {
        var answer = await metadata.GetOnceAsync(Path, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        if (answer.ValueOrNull is not { } text) return [];
        using var json = JsonInput.Parse(text);
        return
        [
            new Interruption
            {
                Provider = AwsMetadata.Cloud,
                Kind = "rebalance",
                Action = "rebalance",
                EventId = json.RootElement.RequiredString("noticeTime"),
                IsAdvisory = true,
                Raw = text,
            },
        ];
    }
}
