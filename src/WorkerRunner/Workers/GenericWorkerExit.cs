using WorkerRunner.Machine;

namespace WorkerRunner.Workers;

/// <summary>generic-worker's exit codes (reference page <c>worker-protocol.md</c>).</summary>
internal static class GenericWorkerExit
{
    /// <summary>What a code means; null where it has no meaning of its own.</summary>
    public static WorkerExitMeaning? Explain(int exitCode) => exitCode switch
    {
        0 => new("done"),
        64 => new("its configuration was not loaded"),
        67 => new("a reboot is required", RebootRequired: true),
        68 => new("it was idle for too long", IsGoodEnd: true),
        69 => new("it panicked"),
        70 => new("worker-manager told it to stop", IsGoodEnd: true),
        71 => new("it was interrupted"),
        72 => new("the spot instance is being terminated", IsGoodEnd: true),
        73 => new("its configuration is not valid"),
        78 => new("it found no protocol pipe"),
        ServiceError.ProcessAborted => new("the service's process ended unexpectedly"),
        _ => null,
    };
}
