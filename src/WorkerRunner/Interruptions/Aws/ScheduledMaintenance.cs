using System.Globalization;
using System.Text.Json;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Interruptions.Aws;

/// <summary><c>events/maintenance/scheduled</c>: reboots, stops and retirements announced days ahead. Advisory.</summary>
internal static class ScheduledMaintenance
{
    private const string Path = "/latest/meta-data/events/maintenance/scheduled";
    private const string TimeFormat = "d MMM yyyy HH:mm:ss 'GMT'";

    public static async Task<IReadOnlyList<Interruption>> LookAsync(MetadataClient metadata, CancellationToken cancellationToken)
    {
        var answer = await metadata.GetOnceAsync(Path, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        if (answer.ValueOrNull is not { } text || text.Trim().Length == 0) return [];
        using var json = JsonInput.Parse(text);
        return json.RootElement.EnumerateArray().Where(IsAhead).Select(e => Read(e, text)).ToList();
    }

    /// <summary>What is completed or canceled stays in the list for a while.</summary>
    private static bool IsAhead(JsonElement maintenance) => maintenance.OptionalString("State") is null or "active";

    private static Interruption Read(JsonElement maintenance, string raw) => new()
    {
        Provider = AwsMetadata.Cloud,
        Kind = "maintenance",
        Action = maintenance.OptionalString("Code") ?? "unknown",
        Deadline = Time(maintenance.OptionalString("NotBefore")),
        EventId = maintenance.RequiredString("EventId"),
        IsAdvisory = true,
        Raw = raw,
    };

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
