using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Sandbox.CommandLine.Clouds;

/// <summary>The instance that the executable has ready, and what a person can have its cloud do.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Commands">The commands.</param>
internal sealed record CloudStage(CloudInstance Instance, IReadOnlyList<CloudCommand> Commands)
{
    /// <summary>Starts an instance for a worker pool.</summary>
    public static CloudStage Set(SandboxServer sandbox, CloudKind kind, string pool, string workerConfigJson)
    {
        switch (kind)
        {
            case CloudKind.Aws:
                var aws = sandbox.AddAwsInstance(pool, "aws", "us-east-1", workerConfigJson);
                return new CloudStage(aws, CloudCommands.Of(aws, TimeProvider.System));
            case CloudKind.Azure:
                var azure = sandbox.AddAzureInstance(pool, "azure", "eastus", workerConfigJson);
                return new CloudStage(azure, CloudCommands.Of(azure, TimeProvider.System));
            default:
                var google = sandbox.AddGoogleInstance(pool, "google", "us-central1", workerConfigJson);
                return new CloudStage(google, CloudCommands.Of(google));
        }
    }
}
