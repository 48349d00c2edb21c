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

    public void Check(ConfigSection worker, RunEnvironment environment)
    {
        worker.Try("path", () => Program(worker, environment));
        WorkerConfigFile.Check(worker, environment);
    }

    public string Describe(RunnerConfig config, RunEnvironment environment) => Command(config, environment).ToLine();

    public WorkerExitMeaning? Explain(int exitCode) => GenericWorkerExit.Explain(exitCode);

    public Task<IRunningWorker> StartAsync(WorkerRun run, RunEnvironment environment, CancellationToken cancellationToken)
    {
        var command = Command(run.Config, environment);
        WorkerConfigFile.Write(run, environment);
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, environment));
    }

    private static WorkerCommand Command(RunnerConfig config, RunEnvironment environment) => new(
        Name,
        Program(config.Worker, environment),
        ["run", "--config", WorkerConfigFile.PathOf(config.Worker, environment), "--with-worker-runner"]);

    private static string Program(ConfigSection worker, RunEnvironment environment) =>
        ProgramFile.Find(worker.RequiredString("path"), environment, "worker.path");
}
