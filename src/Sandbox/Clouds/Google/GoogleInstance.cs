using System.Globalization;
using System.Security.Cryptography;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Google;

/// <summary>A Compute Engine VM, seen through its metadata server.</summary>
public sealed class GoogleInstance : CloudInstance
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string?> values;
    private TaskCompletionSource changed = NewSignal();

    internal GoogleInstance(Listener listener, SandboxClock clock, WorkerPlace? place)
        : base(listener, NewId())
    {
        Created = clock.Now;
        values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [GooglePaths.Taskcluster] = place?.ToJson(),
            [GooglePaths.Id] = WorkerId,
            [GooglePaths.ProjectId] = "sandbox-project",
            [GooglePaths.Image] = "projects/sandbox-project/global/images/sandbox-image",
            [GooglePaths.MachineType] = $"projects/{ProjectNumber}/machineTypes/n2-standard-4",
            [GooglePaths.Zone] = $"projects/{ProjectNumber}/zones/us-central1-a",
            [GooglePaths.Hostname] = $"{Name}.c.sandbox-project.internal",
            [GooglePaths.LocalIp] = "10.128.0.5",
            [GooglePaths.ExternalIp] = "192.0.2.44",
            [GooglePaths.Preempted] = "FALSE",
            [GooglePaths.MaintenanceEvent] = "NONE",
        };
    }

    /// <summary>The attribute "taskcluster"; null when there is none (404). It need not be JSON.</summary>
    public string? TaskclusterAttribute
    {
        get => Value(GooglePaths.Taskcluster);
        set => Set(GooglePaths.Taskcluster, value);
    }

    /// <summary>The project's ID.</summary>
    public string ProjectId
    {
        get => Value(GooglePaths.ProjectId)!;
        set => Set(GooglePaths.ProjectId, value);
    }

    /// <summary>The image it was started from.</summary>
    public string Image
    {
        get => Value(GooglePaths.Image)!;
        set => Set(GooglePaths.Image, value);
    }

    /// <summary>The machine type as served: a path.</summary>
    public string MachineType
    {
        get => Value(GooglePaths.MachineType)!;
        set => Set(GooglePaths.MachineType, value);
    }

    /// <summary>The zone as served: a path, whose last segment is the zone's name.</summary>
    public string Zone
    {
        get => Value(GooglePaths.Zone)!;
        set => Set(GooglePaths.Zone, value);
    }

    /// <summary>The host name.</summary>
    public string Hostname
    {
        get => Value(GooglePaths.Hostname)!;
        set => Set(GooglePaths.Hostname, value);
    }

    /// <summary>The address inside its network.</summary>
    public string LocalIp
    {
        get => Value(GooglePaths.LocalIp)!;
        set => Set(GooglePaths.LocalIp, value);
    }

    /// <summary>The external address; null without one (404).</summary>
    public string? ExternalIp
    {
        get => Value(GooglePaths.ExternalIp);
        set => Set(GooglePaths.ExternalIp, value);
    }

    /// <summary>Whether it is being preempted.</summary>
    public bool Preempted => Value(GooglePaths.Preempted) == "TRUE";

    /// <summary>The maintenance event: NONE when there is none.</summary>
    public string MaintenanceEvent => Value(GooglePaths.MaintenanceEvent)!;

    internal DateTimeOffset Created { get; }

    internal string Name => $"sandbox-{WorkerId}";

    internal static long ProjectNumber => 123456789012;

    /// <summary>Ends with the next change of any value.</summary>
    internal Task Changed
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>Begins its preemption; there is no way back from it.</summary>
    public void Preempt() => Set(GooglePaths.Preempted, "TRUE");

    /// <summary>Sets the maintenance event.</summary>
    /// <param name="name">NONE, MIGRATE_ON_HOST_MAINTENANCE or TERMINATE_ON_HOST_MAINTENANCE.</param>
    public void SetMaintenanceEvent(string name) => Set(GooglePaths.MaintenanceEvent, name);

    /// <summary>The value at a path below /computeMetadata/v1; null when there is none.</summary>
    internal string? Value(string path)
    {
        lock (gate)
            return values.GetValueOrDefault(path);
    }

    private void Set(string path, string? value)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            values[path] = value;
            signal = changed;
            changed = NewSignal();
        }
        signal.SetResult();
    }

    private static string NewId() =>
        (1_000_000_000_000_000_000L + BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)) * 1_000_000_000L)
            .ToString(CultureInfo.InvariantCulture);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
