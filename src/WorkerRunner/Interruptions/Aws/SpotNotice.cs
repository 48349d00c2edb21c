using System.Globalization;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Interruptions.Aws;

/// <summary><c>spot/instance-action</c>, and its older form <c>spot/termination-time</c> where that alone exists.</summary>
internal static class SpotNotice
{
    public const string ActionPath = "/latest/meta-data/spot/instance-action";
    public const string TerminationTimePath = "/latest/meta-data/spot/termination-time";

    public static async Task<IReadOnlyList<Interruption>> LookAsync(MetadataClient metadata, CancellationToken cancellationToken)
    {
        // One after the other: a notice counts whatever becomes of its older form.
        var action = await metadata.GetOnceAsync(ActionPath, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        if (action.ValueOrNull is { } notice) return [Read(notice)];
        var older = await metadata.GetOnceAsync(TerminationTimePath, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false);
        return older.ValueOrNull is { } time && TryReadTime(time, out var deadline) ? [Make("terminate", deadline, time)] : [];
    }

    /// <summary>
    /// What announces the end, of the answers to both questions; null where neither does. An answer that is no notice, such as a
    /// proxy's page, is none: the watch says so while the worker runs.
    /// </summary>
    public static string? Announced(MetadataAnswer action, MetadataAnswer terminationTime)
    {
        if (action.ValueOrNull is { } notice && TryRead(notice) is { } announced) return Describe(announced);
        return terminationTime.ValueOrNull is { } time && TryReadTime(time, out var deadline) ? Describe(Make("terminate", deadline, time)) : null;
    }

    private static Interruption? TryRead(string notice)
    {
        try
        {
            return Read(notice);
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            return null;
        }
    }

    private static string Describe(Interruption announced) =>
        announced.Deadline is { } deadline ? $"{announced.Action} at {TimeText.Of(deadline)}" : announced.Action;

    private static Interruption Read(string notice)
    {
        using var json = JsonInput.Parse(notice);
        var action = json.RootElement.RequiredString("action");
        return Make(action, json.RootElement.RequiredTime("time"), notice);
    }

    private static Interruption Make(string action, DateTimeOffset deadline, string raw) => new()
    {
        Provider = AwsMetadata.Cloud,
        Kind = "spot",
        Action = action,
        // Hibernation begins at once; its time is when it was announced.
        Deadline = action == "hibernate" ? null : deadline,
        EventId = $"{action} {deadline.ToString("O", CultureInfo.InvariantCulture)}",
        Raw = raw,
    };

    /// <summary>The older form can hold something else than a time while nothing is announced.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
