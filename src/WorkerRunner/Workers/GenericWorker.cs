using WorkerRunner.Configuration;
using WorkerRunner.Workers.Processes;

namespace WorkerRunner.Workers;

/// <summary>generic-worker, started as a process of ours.</summary>
internal sealed class GenericWorker : IWorkerImplementation
{
    public const string Name = "generic-worker";

    public static readonly IReadOnlyList<string> Keys = ["path", "configPath"];

    private static readonly (string Setting, string Metadata)[] FromMetadata =
    [
        ("publicIP", "public-ipv4"),
        ("privateIP", "local-ipv4"),
        ("instanceType", "instance-type"),
        ("instanceID", "instance-id"),
        ("region", "region"),
        ("availabilityZone", "availability-zone"),
    ];

    public WorkerRun Configure(WorkerRun run, RunEnvironment environment)
    {
        var config = WorkerSettings.FromMetadata(run.WorkerConfig, run, environment.Log, FromMetadata);
        config = config.Merge(ConfigObject.Empty.Set("workerTypeMetadata", run.ProviderMetadata)).Set("rootURL", run.RootUrl.Text);
        config = WorkerSettings.FromCredentials(config, run.Credentials, prefix: "");
        return run with { WorkerConfig = WorkerSettings.FromIdentity(config, run) };
    }

    public WorkerExitMeaning? Explain(int exitCode) => GenericWorkerExit.Explain(exitCode);

    public Task<IRunningWorker> StartAsync(WorkerRun run, RunEnvironment environment, CancellationToken cancellationToken)
    {
        var program = ProgramFile.Find(run.Config.Worker.RequiredString("path"), environment, "worker.path");
        var configPath = WorkerConfigFile.Write(run, environment);
        var command = new WorkerCommand(Name, program, ["run", "--config", configPath, "--with-worker-runner"]);
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, environment));
    }
}
