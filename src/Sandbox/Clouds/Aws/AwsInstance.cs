using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>An EC2 instance, seen through its instance metadata service, version 2.</summary>
public sealed class AwsInstance : CloudInstance
{
    private readonly Lock gate = new();
    private readonly List<AwsMaintenance> maintenance = [];
    private readonly DateTimeOffset launched;
    private (string Action, DateTimeOffset Time)? spot;
    private DateTimeOffset? rebalance;

    internal AwsInstance(Listener listener, SandboxClock clock, WorkerPlace? place)
        : base(listener, "i-0" + RandomNumberGenerator.GetHexString(16, lowercase: true))
    {
        launched = clock.Now;
        Tokens = new AwsTokens(clock);
        UserData = place?.ToJson();
    }

    /// <summary>The user data; null when there is none (404). It need not be JSON.</summary>
    public string? UserData { get; set; }

    /// <summary>The public address; null in a private subnet, where it and <see cref="PublicHostname"/> are 404.</summary>
    public string? PublicIpv4 { get; set; } = "203.0.113.25";

    /// <summary>The name that goes with <see cref="PublicIpv4"/>.</summary>
    public string? PublicHostname =>
        PublicIpv4 is { } address ? $"ec2-{address.Replace('.', '-')}.compute-1.amazonaws.com" : null;

    /// <summary>The address inside its network.</summary>
    public string LocalIpv4 { get; set; } = "10.0.1.25";

    /// <summary>The image it was started from.</summary>
    public string ImageId { get; set; } = "ami-0a1b2c3d4e5f60718";

    /// <summary>The instance type.</summary>
    public string InstanceType { get; set; } = "m5.xlarge";

    /// <summary>The region.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The availability zone.</summary>
    public string AvailabilityZone { get; set; } = "us-east-1a";

    /// <summary>What its Auto Scaling group wants it to become, InService or Terminated; null outside such a group (404).</summary>
    public string? TargetLifecycleState { get; set; }

    /// <summary>The instance identity document as it is served now.</summary>
    public string IdentityDocument => $$"""
        {
          "accountId" : "123456789012",
          "architecture" : "x86_64",
          "availabilityZone" : {{Quote(AvailabilityZone)}},
          "billingProducts" : null,
          "devpayProductCodes" : null,
          "marketplaceProductCodes" : null,
          "imageId" : {{Quote(ImageId)}},
          "instanceId" : {{Quote(WorkerId)}},
          "instanceType" : {{Quote(InstanceType)}},
          "kernelId" : null,
          "pendingTime" : "{{Zulu(launched)}}",
          "privateIp" : {{Quote(LocalIpv4)}},
          "ramdiskId" : null,
          "region" : {{Quote(Region)}},
          "version" : "2017-09-30"
        }
        """;

    internal AwsTokens Tokens { get; }

    internal string? InstanceAction
    {
        get
        {
            lock (gate)
                return spot is { } notice ? $$"""{"action":{{Quote(notice.Action)}},"time":"{{Zulu(notice.Time)}}"}""" : null;
        }
    }

    /// <summary>The older form of the notice, which does not know hibernation.</summary>
    internal string? TerminationTime
    {
        get
        {
            lock (gate)
                return spot is { Action: not "hibernate" } notice ? Zulu(notice.Time) : null;
        }
    }

    internal string? Rebalance
    {
        get
        {
            lock (gate)
                return rebalance is { } time ? $$"""{"noticeTime":"{{Zulu(time)}}"}""" : null;
        }
    }

    internal string ScheduledMaintenance
    {
        get
        {
            lock (gate)
                return new JsonArray([.. maintenance.Select(Describe)]).ToJsonString(JsonText.Wire);
        }
    }

    /// <summary>Makes all session tokens invalid at once: the next request with one is a 401.</summary>
    public void RevokeTokens() => Tokens.Revoke();

    /// <summary>Announces that the Spot instance will be interrupted.</summary>
    /// <param name="action">terminate, stop or hibernate.</param>
    /// <param name="time">About when; real ones give two minutes' notice, but none for hibernate.</param>
    public void AnnounceSpotInterruption(string action, DateTimeOffset time)
    {
        lock (gate)
            spot = (action, time);
    }

    /// <summary>Takes the announcement back.</summary>
    public void WithdrawSpotInterruption()
    {
        lock (gate)
            spot = null;
    }

    /// <summary>Recommends to rebalance, because the risk of an interruption is elevated.</summary>
    public void RecommendRebalance(DateTimeOffset noticeTime)
    {
        lock (gate)
            rebalance = noticeTime;
    }

    /// <summary>Takes the recommendation back.</summary>
    public void WithdrawRebalance()
    {
        lock (gate)
            rebalance = null;
    }

    /// <summary>Schedules maintenance, or replaces the event of the same ID, for example with another state.</summary>
    public void ScheduleMaintenance(AwsMaintenance scheduled)
    {
        ArgumentNullException.ThrowIfNull(scheduled);
        lock (gate)
        {
            maintenance.RemoveAll(known => known.EventId == scheduled.EventId);
            maintenance.Add(scheduled);
        }
    }

    /// <summary>Takes a maintenance event off the list; one that is not there is ignored.</summary>
    public void WithdrawMaintenance(string eventId)
    {
        lock (gate)
            maintenance.RemoveAll(known => known.EventId == eventId);
    }

    /// <summary>Takes back everything that was announced; an Auto Scaling group wants the instance in service again.</summary>
    public void Withdraw()
    {
        lock (gate)
        {
            (spot, rebalance) = (null, null);
            maintenance.Clear();
            TargetLifecycleState = TargetLifecycleState is null ? null : "InService";
        }
    }

    private static JsonNode Describe(AwsMaintenance scheduled)
    {
        var json = new JsonObject
        {
            ["NotBefore"] = MaintenanceTime(scheduled.NotBefore),
            ["Code"] = scheduled.Code,
            ["Description"] = scheduled.Description,
            ["EventId"] = scheduled.EventId,
        };
        if (scheduled.NotAfter is { } end)
            json["NotAfter"] = MaintenanceTime(end);
        if (scheduled.NotBeforeDeadline is { } deadline)
            json["NotBeforeDeadline"] = MaintenanceTime(deadline);
        json["State"] = scheduled.State;
        return json;
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text, JsonText.Wire);

    private static string Zulu(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string MaintenanceTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture);
}
