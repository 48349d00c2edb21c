using WorkerRunner.Configuration;
using WorkerRunner.Workers.Processes;
using WorkerRunner.Workers.Services;

namespace WorkerRunner.Workers;

/// <summary>generic-worker, started as a process of ours or as a Windows service.</summary>
internal sealed class GenericWorker : IWorkerImplementation
{
    public const string Name = "generic-worker";

    public static readonly IReadOnlyList<string> Keys = ["path", "service", "protocolPipe", "configPath"];

    private static readonly (string Setting, string Metadata)[] FromMetadata =
    [
        ("publicIP", "public-ipv4"),
        ("privateIP", "local-ipv4"),
        ("instanceType", "instance-type"),
        ("instanceID", "instance-id"),
        ("region", "region"),
        ("availabilityZone", "availability-zone"),
    ];

    public ConfigObject ConfigFile(WorkerRun run)
    {
        var config = WorkerSettings.FromMetadata(run.WorkerConfig, run, FromMetadata);
        config = config.Merge(ConfigObject.Empty.Set("workerTypeMetadata", run.ProviderMetadata)).Set("rootURL", run.RootUrl.Text);
        config = WorkerSettings.FromCredentials(config, run.Credentials, prefix: "");
        return WorkerSettings.FromIdentity(config, run);
    }

    public void Check(ConfigSection worker, RunEnvironment environment)
    {
        worker.Try("path", () =>
        {
            if (IsService(worker)) environment.Machine.Services.Check(WorkerService.Read(worker));
            else Program(worker, environment);
        });
        WorkerConfigFile.Check(worker, environment);
    }

    public string Describe(RunnerConfig config, RunEnvironment environment) => IsService(config.Worker)
        ? $"the service \"{WorkerService.Read(config.Worker).Name}\""
        : Command(config, environment).ToLine();

    public WorkerExitMeaning? Explain(int exitCode) => GenericWorkerExit.Explain(exitCode);

    public Task<IRunningWorker> StartAsync(WorkerRun run, RunEnvironment environment, CancellationToken cancellationToken)
    {
        var isService = IsService(run.Config.Worker);
        WorkerSettings.SayMissing(run, environment.Log, FromMetadata);
        if (isService)
            return environment.Machine.Services.StartAsync(
                WorkerService.Read(run.Config.Worker), () => WorkerConfigFile.Write(run, environment), environment, cancellationToken);

        var command = Command(run.Config, environment);
        WorkerConfigFile.Write(run, environment);
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, environment));
    }

    private static bool IsService(ConfigSection worker) => (worker.OptionalString("path"), worker.OptionalString("service")) switch
    {
        (not null, not null) => throw worker.Error("service", "worker.path and worker.service are both given.", "Keep one: the executable, or the Windows service that runs it."),
        (null, null) => throw worker.Error("path", "worker.path and worker.service are both missing.", "Add one: the executable, or the Windows service that runs it."),
        var (_, service) => service is not null,
    };

    private static WorkerCommand Command(RunnerConfig config, RunEnvironment environment) => new(
        Name,
        Program(config.Worker, environment),
        ["run", "--config", WorkerConfigFile.PathOf(config.Worker, environment), "--with-worker-runner"]);

    private static string Program(ConfigSection worker, RunEnvironment environment) =>
        ProgramFile.Find(worker.RequiredString("path"), environment, "worker.path");
}
