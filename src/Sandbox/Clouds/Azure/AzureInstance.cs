using System.Collections.Concurrent;
using System.Security.Cryptography;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>An Azure VM, seen through its instance metadata service. <see cref="CloudInstance.WorkerId"/> is the VM's name.</summary>
public sealed class AzureInstance : CloudInstance
{
    private readonly SandboxClock clock;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, string> tags = new(StringComparer.Ordinal);
    private DateTimeOffset? eventsSince;

    internal AzureInstance(Listener listener, SandboxClock clock, WorkerPlace? place)
        : base(listener, "vm-" + RandomNumberGenerator.GetHexString(20, lowercase: true))
    {
        this.clock = clock;
        if (place is null)
            return;
        tags["created-by"] = $"taskcluster-wm-{place.ProviderId}";
        tags["managed-by"] = "taskcluster";
        tags["provider-id"] = place.ProviderId;
        tags["worker-group"] = place.WorkerGroup;
        tags["worker-pool-id"] = place.WorkerPoolId;
        tags["root-url"] = place.RootUrl;
    }

    /// <summary>The VM's unique ID.</summary>
    public string VmId { get; } = Guid.NewGuid().ToString();

    /// <summary>The size.</summary>
    public string VmSize { get; set; } = "Standard_D4s_v5";

    /// <summary>The region.</summary>
    public string Location { get; set; } = "eastus";

    /// <summary>The network interfaces, at first one with one private and one public address.</summary>
    public IReadOnlyList<AzureInterface> Interfaces { get; set; } = [new(new AzureAddress("10.1.0.4", "198.51.100.7"))];

    /// <summary>The tags, at first worker-manager's: worker-pool-id, provider-id, worker-group, root-url and two more.</summary>
    public IReadOnlyDictionary<string, string> Tags => new SortedDictionary<string, string>(tags, StringComparer.Ordinal);

    /// <summary>How long the next attested documents are good; about six hours for real ones.</summary>
    public TimeSpan AttestedDocumentLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// How long, by the sandbox's time, the scheduled events take to answer after the first request for them, which switches the
    /// service on; up to two minutes for a real one. Set before that request.
    /// </summary>
    public TimeSpan ScheduledEventsDelay { get; set; }

    /// <summary>The scheduled events as they are now, other VMs' as well.</summary>
    public IReadOnlyList<AzureEvent> Events => EventList.Snapshot().Events;

    internal AzureEventList EventList { get; } = new();

    /// <summary>Sets a tag.</summary>
    public void SetTag(string name, string value) => tags[name] = value;

    /// <summary>Takes a tag away; one that is not there is ignored.</summary>
    public void RemoveTag(string name) => tags.TryRemove(name, out _);

    /// <summary>Schedules an event, or replaces the one of the same ID.</summary>
    /// <param name="id">The event's ID.</param>
    /// <param name="type">Freeze, Reboot, Redeploy, Preempt or Terminate.</param>
    /// <param name="resources">The names of the VMs it strikes; null for this one.</param>
    /// <param name="notBefore">When it starts at the earliest; null for an empty NotBefore.</param>
    /// <param name="status">Scheduled or Started.</param>
    public void ScheduleEvent(
        string id, string type, IReadOnlyList<string>? resources = null, DateTimeOffset? notBefore = null, string status = "Scheduled") =>
        EventList.Set(new AzureEvent(id, type, resources ?? [WorkerId], notBefore, status));

    /// <summary>Lets an event begin, as its time or an acknowledgement does; one that is not there is ignored.</summary>
    public void Start(string id) => EventList.Start(id);

    /// <summary>Takes an event away, as its end or its cancellation does; one that is not there is ignored.</summary>
    public void Withdraw(string id) => EventList.Remove(known => known.EventId == id);

    /// <summary>Takes all events away.</summary>
    public void Withdraw() => EventList.Remove(_ => true);

    /// <summary>Ends when the scheduled events answer. The first call switches them on.</summary>
    internal Task EventsReadyAsync(CancellationToken cancellationToken)
    {
        TimeSpan left;
        lock (gate)
        {
            eventsSince ??= clock.Now + ScheduledEventsDelay;
            left = eventsSince.Value - clock.Now;
        }
        return left > TimeSpan.Zero ? Task.Delay(left, clock.Time, cancellationToken) : Task.CompletedTask;
    }
}
