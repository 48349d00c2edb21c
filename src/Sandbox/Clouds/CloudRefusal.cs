namespace WorkerRunner.Sandbox.Clouds;

/// <summary>What worker-manager says to instances of more than one cloud.</summary>
internal static class CloudRefusal
{
    /// <summary>To an instance that has registered before.</summary>
    public const string AlreadyStarted = "This worker is either stopped or running. No need to register";
}
