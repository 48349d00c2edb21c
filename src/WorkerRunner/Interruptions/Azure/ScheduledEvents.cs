using System.Globalization;
using System.Text.Json;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Interruptions.Azure;

/// <summary>
/// Polls the scheduled events. They are told to every machine of a scale set or placement group; only those whose resources name this
/// machine are for it.
/// </summary>
internal sealed class ScheduledEvents(MetadataClient metadata, InterruptionSettings settings) : IInterruptionSignal
{
    public const string Path = "/metadata/scheduledevents?api-version=2020-07-01";

    // The first call switches the service on, which can take two minutes.
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(130);

    private string? machineName;
    private bool answered;

    public string Name => "scheduled events";

    public TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken)
    {
        machineName ??= await MachineNameAsync(cancellationToken).ConfigureAwait(false);
        var answer = await metadata.GetOnceAsync(Path, answered ? MetadataClient.RequestLimit : FirstLimit, cancellationToken).ConfigureAwait(false);
        answered = true;
        try
        {
            using var json = JsonInput.Parse(answer.Text);
            return Items(json.RootElement, "Events").Where(IsInterruption).Select(e => Read(e, machineName)).ToList();
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new FormatException($"The scheduled events cannot be parsed: {e.Message}", e);
        }
    }

    private async Task<string> MachineNameAsync(CancellationToken cancellationToken)
    {
        var instance = await metadata.GetOnceAsync(AzureMetadata.InstancePath, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = JsonInput.Parse(instance.Text);
            return json.RootElement.RequiredObject("compute").RequiredString("name");
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new FormatException($"This machine's name cannot be parsed: {e.Message}", e);
        }
    }

    private static List<JsonElement> Items(JsonElement json, string list) =>
        json.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private bool IsInterruption(JsonElement scheduled) => settings.EventTypes.Contains(scheduled.OptionalString("EventType"));

    private static Interruption Read(JsonElement scheduled, string machineName)
    {
        var type = scheduled.RequiredString("EventType");
        return new Interruption
        {
            Provider = AzureMetadata.Cloud,
            Kind = type,
            Action = type,
            // Empty once the event has begun.
            Deadline = Time(scheduled.OptionalString("NotBefore")),
            EventId = scheduled.RequiredString("EventId"),
            IsForThisInstance = Items(scheduled, "Resources").Any(r => Names(r, machineName)),
            Raw = scheduled.GetRawText(),
        };
    }

    private static bool Names(JsonElement resource, string machineName) =>
        resource.ValueKind == JsonValueKind.String && string.Equals(resource.GetString(), machineName, StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
