namespace WorkerRunner.Protocol;

/// <summary>The capabilities of the worker-runner protocol: what both sides name may be used.</summary>
internal static class Capabilities
{
    /// <summary>The worker sends structured log entries.</summary>
    public const string Log = "log";

    /// <summary>The worker reports errors, which are shown with its pool.</summary>
    public const string ErrorReport = "error-report";

    /// <summary>The worker asks for the machine to be shut down.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The worker can be told to stop claiming tasks and end.</summary>
    public const string GracefulTermination = "graceful-termination";

    /// <summary>The worker can be given new credentials while it runs.</summary>
    public const string NewCredentials = "new-credentials";
}
