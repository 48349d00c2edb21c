namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>A scheduled maintenance event of an EC2 instance.</summary>
/// <param name="EventId">The event, as EC2 writes it: instance-event- and 17 hexadecimal digits.</param>
/// <param name="Code">instance-stop, instance-retirement, instance-reboot, system-reboot or system-maintenance.</param>
/// <param name="NotBefore">When it starts at the earliest.</param>
/// <param name="NotAfter">When it ends at the latest; null for an event without an end, such as instance-stop.</param>
public sealed record AwsMaintenance(string EventId, string Code, DateTimeOffset NotBefore, DateTimeOffset? NotAfter = null)
{
    /// <summary>A text for people.</summary>
    public string Description { get; init; } = "scheduled maintenance";

    /// <summary>By when it has to be started, where somebody may move it; null where nobody may.</summary>
    public DateTimeOffset? NotBeforeDeadline { get; init; }

    /// <summary>active, completed or canceled.</summary>
    public string State { get; init; } = "active";
}
