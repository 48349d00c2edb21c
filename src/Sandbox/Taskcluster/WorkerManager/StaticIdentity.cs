using System.Text.Json;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>The static provider: a secret agreed on beforehand, good for any number of registrations.</summary>
internal sealed class StaticIdentity(string staticSecret) : IIdentity
{
    /// <inheritdoc/>
    public bool KeepsPoolLifetime => false;

    /// <inheritdoc/>
    public string? Refuse(Worker worker, JsonElement proof)
    {
        if (worker.Stopped)
            return "worker is not running";
        if (!proof.TryGetProperty("staticSecret", out var secret))
            return "missing staticSecret in workerIdentityProof";
        return secret.GetString() == staticSecret ? null : "bad staticSecret in workerIdentityProof";
    }
}
