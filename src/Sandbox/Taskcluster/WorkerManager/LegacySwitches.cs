namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>What an older worker-manager does not know.</summary>
public sealed class LegacySwitches
{
    /// <summary>Before v96.3: 400 InputValidationError for systemBootTime.</summary>
    public bool NoSystemBootTime { get; set; }

    /// <summary>Before v31: registrations answer no secret.</summary>
    public bool NoSecret { get; set; }

    /// <summary>Registrations answer no workerConfig.</summary>
    public bool NoWorkerConfig { get; set; }
}
