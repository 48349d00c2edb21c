using WorkerRunner.Sandbox.Clouds.Aws;
using WorkerRunner.Sandbox.Clouds.Azure;
using WorkerRunner.Sandbox.Clouds.Google;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>What each cloud can do to its instance, with the notice that the real one gives.</summary>
internal static class CloudCommands
{
    private const string MaintenanceId = "instance-event-0d59937288b749b32";

    /// <summary>AWS's.</summary>
    public static IReadOnlyList<CloudCommand> Of(AwsInstance aws, TimeProvider time)
    {
        return
        [
            new("spot", "announce a Spot interruption (terminate) in 2 minutes", () => aws.AnnounceSpotInterruption("terminate", In(2))),
            new("rebalance", "recommend to rebalance", () => aws.RecommendRebalance(In(0))),
            new("maintenance", "schedule system maintenance in an hour", () => Schedule("system-maintenance")),
            new("reboot", "schedule a reboot in an hour", () => Schedule("system-reboot")),
            new("terminate", "have the Auto Scaling group terminate the instance", () => aws.TargetLifecycleState = "Terminated"),
            new("withdraw", "withdraw everything", aws.Withdraw),
        ];

        DateTimeOffset In(int minutes) => time.GetUtcNow().AddMinutes(minutes);
        void Schedule(string code) => aws.ScheduleMaintenance(new AwsMaintenance(MaintenanceId, code, In(60), In(120)));
    }

    /// <summary>Azure's.</summary>
    public static IReadOnlyList<CloudCommand> Of(AzureInstance azure, TimeProvider time)
    {
        return
        [
            Event("preempt", "Preempt", "30 seconds", TimeSpan.FromSeconds(30)),
            Event("terminate", "Terminate", "5 minutes", TimeSpan.FromMinutes(5)),
            Event("reboot", "Reboot", "15 minutes", TimeSpan.FromMinutes(15)),
            Event("redeploy", "Redeploy", "10 minutes", TimeSpan.FromMinutes(10)),
            Event("freeze", "Freeze", "15 minutes", TimeSpan.FromMinutes(15)),
            new("withdraw", "withdraw all events", azure.Withdraw),
        ];

        CloudCommand Event(string name, string type, string words, TimeSpan notice) => new(name, $"schedule a {type} in {words}", () =>
            azure.ScheduleEvent(Guid.NewGuid().ToString().ToUpperInvariant(), type, notBefore: time.GetUtcNow() + notice));
    }

    /// <summary>Google's.</summary>
    public static IReadOnlyList<CloudCommand> Of(GoogleInstance google) =>
    [
        new("preempt", "preempt the VM; cannot be undone", google.Preempt),
        new("terminate", "terminate on host maintenance", () => google.SetMaintenanceEvent("TERMINATE_ON_HOST_MAINTENANCE")),
        new("maintenance", "migrate on host maintenance", () => google.SetMaintenanceEvent("MIGRATE_ON_HOST_MAINTENANCE")),
        new("withdraw", "end the host maintenance", () => google.SetMaintenanceEvent("NONE")),
    ];
}
