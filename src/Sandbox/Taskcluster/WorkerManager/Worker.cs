using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>A worker as worker-manager knows it. Not thread-safe; <see cref="WorkerManagerService"/> guards it.</summary>
internal sealed class Worker
{
    /// <summary>The worker pool.</summary>
    public required string WorkerPoolId { get; init; }

    /// <summary>The provider that is responsible for it.</summary>
    public required string ProviderId { get; init; }

    /// <summary>The worker group.</summary>
    public required string WorkerGroup { get; init; }

    /// <summary>The worker's ID within its group.</summary>
    public required string WorkerId { get; init; }

    /// <summary>How it proves who it is.</summary>
    public required IIdentity Identity { get; init; }

    /// <summary>What a registration's answer carries as workerConfig; null for an empty one.</summary>
    public JsonObject? WorkerConfig { get; init; }

    /// <summary>The secret that the next reregistration must name; null before the first registration.</summary>
    public string? Secret { get; set; }

    /// <summary>When its newest credentials expire; null before the first registration.</summary>
    public DateTimeOffset? CredentialsExpire { get; set; }

    /// <summary>When worker-manager forgets it.</summary>
    public DateTimeOffset Expires { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether it has been removed or has stopped.</summary>
    public bool Stopped { get; set; }

    /// <summary>Whether it is past the one registration that a cloud's instance has.</summary>
    public bool Started => Secret is not null || Stopped;

    /// <summary>Pool, group and ID, as scopes name it.</summary>
    public string FullName => $"{WorkerPoolId}/{WorkerGroup}/{WorkerId}";

    /// <summary>The ID of the client that its credentials belong to.</summary>
    public string ClientId => $"worker/{ProviderId}/{FullName}";

    /// <summary>What a registered worker may do.</summary>
    public IReadOnlyList<string> Scopes =>
    [
        $"assume:worker-type:{WorkerPoolId}",
        $"assume:worker-pool:{WorkerPoolId}",
        $"assume:worker-id:{WorkerGroup}/{WorkerId}",
        $"queue:worker-id:{WorkerGroup}/{WorkerId}",
        $"secrets:get:worker-type:{WorkerPoolId}",
        $"secrets:get:worker-pool:{WorkerPoolId}",
        $"queue:claim-work:{WorkerPoolId}",
        $"worker-manager:remove-worker:{FullName}",
        $"worker-manager:reregister-worker:{FullName}",
        $"worker-manager:should-worker-terminate:{FullName}",
    ];

    /// <summary>Registers it by its proof: throws why not, or returns.</summary>
    public void Register(JsonElement proof)
    {
        if (Identity.Refuse(this, proof) is { } refusal)
            throw new ApiException(ErrorCode.InputError, refusal);
    }
}
