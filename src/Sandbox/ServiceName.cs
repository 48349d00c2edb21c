namespace WorkerRunner.Sandbox;

/// <summary>The names by which recorded requests and faults tell the sandbox's services apart.</summary>
public static class ServiceName
{
    /// <summary>The Taskcluster deployment, at <see cref="SandboxServer.RootUrl"/>.</summary>
    public const string Taskcluster = "taskcluster";

    /// <summary>The metadata service of <see cref="SandboxServer.Aws"/>.</summary>
    public const string Aws = "aws";

    /// <summary>The metadata service of <see cref="SandboxServer.Azure"/>.</summary>
    public const string Azure = "azure";

    /// <summary>The metadata service of <see cref="SandboxServer.Google"/>.</summary>
    public const string Google = "google";
}
