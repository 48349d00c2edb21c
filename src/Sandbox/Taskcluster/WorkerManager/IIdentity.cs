using System.Text.Json;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>How a provider type tells its workers from others.</summary>
internal interface IIdentity
{
    /// <summary>Whether its workers are told their pool's lifetime of credentials when they register again, too.</summary>
    bool KeepsPoolLifetime => true;

    /// <summary>Why this worker may not register with this proof, in the service's words; null when it may.</summary>
    string? Refuse(Worker worker, JsonElement proof);
}
