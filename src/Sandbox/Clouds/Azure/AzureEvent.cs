namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>A scheduled event, as every VM of a placement group or scale set sees it.</summary>
/// <param name="EventId">The event.</param>
/// <param name="EventType">Freeze, Reboot, Redeploy, Preempt or Terminate.</param>
/// <param name="Resources">The names of the VMs that it strikes.</param>
/// <param name="NotBefore">When it starts at the earliest; null (an empty text on the wire) once it has started.</param>
/// <param name="EventStatus">Scheduled or Started.</param>
public sealed record AzureEvent(
    string EventId, string EventType, IReadOnlyList<string> Resources, DateTimeOffset? NotBefore, string EventStatus)
{
    /// <summary>A text for people.</summary>
    public string Description => $"{EventType} of {string.Join(", ", Resources)}";
}
