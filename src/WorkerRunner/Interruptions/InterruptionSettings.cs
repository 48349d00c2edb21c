using WorkerRunner.Values;

namespace WorkerRunner.Interruptions;

/// <summary>The <c>interruptions</c> section of a runner configuration.</summary>
/// <param name="EventTypes">Azure: the event types that count as interruptions.</param>
/// <param name="Acknowledge">Azure: whether an event is acknowledged once the worker has ended, so that it happens without further delay.</param>
/// <param name="ActOnAdvisory">Whether signals that only inform end the worker too.</param>
public sealed record InterruptionSettings(IReadOnlyList<string> EventTypes, bool Acknowledge, bool ActOnAdvisory)
{
    /// <summary>What counts where the configuration says nothing.</summary>
    public static InterruptionSettings Default { get; } = new(["Reboot", "Redeploy", "Preempt", "Terminate"], Acknowledge: false, ActOnAdvisory: false);

    /// <summary>The event types, and what else is set.</summary>
    public override string ToString() => string.Join(", ", EventTypes) + (Acknowledge ? ", acknowledged" : "") + (ActOnAdvisory ? ", advisory ones too" : "");

    internal static readonly IReadOnlyList<string> Keys = ["eventTypes", "acknowledge", "actOnAdvisory"];

    private static readonly string[] KnownTypes = ["Freeze", "Reboot", "Redeploy", "Preempt", "Terminate"];

    internal static InterruptionSettings Read(ConfigSection? section)
    {
        if (section is null) return Default;
        var types = section.OptionalStringList("eventTypes") ?? Default.EventTypes;
        var unknown = types.FirstOrDefault(t => !KnownTypes.Contains(t));
        if (unknown is not null)
            section.Fail(0, section.Error(
                "eventTypes", $"{section.PathOf("eventTypes")}: \"{unknown}\" is not an event type.{NearestName.Hint(unknown, KnownTypes)}", $"Valid values:  {string.Join(", ", KnownTypes)}."));
        return new InterruptionSettings(types, section.OptionalBoolean("acknowledge", fallback: false), section.OptionalBoolean("actOnAdvisory", fallback: false));
    }
}
