using WorkerRunner.Runs;
using WorkerRunner.Values;
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

    public void Check(ConfigSection worker, WorkerHost host)
    {
        worker.Try("path", () =>
        {
            if (IsService(worker)) Services(host, worker).Check(WorkerService.Read(worker));
            else Program(worker, host);
        });
        WorkerConfigFile.Check(worker, host);
    }

    public string Describe(ConfigSection worker, WorkerHost host) => IsService(worker)
        ? $"the service \"{WorkerService.Read(worker).Name}\""
        : Command(worker, host).ToLine();

    public WorkerExitMeaning? Explain(int exitCode) => GenericWorkerExit.Explain(exitCode);

    public Task<IRunningWorker> StartAsync(WorkerRun run, WorkerHost host, CancellationToken cancellationToken)
    {
        var isService = IsService(run.Config.Worker);
        WorkerSettings.SayMissing(run, host.Log, FromMetadata);
        if (isService)
            return Services(host, run.Config.Worker).StartAsync(
                WorkerService.Read(run.Config.Worker), () => WorkerConfigFile.Write(run, host), host, cancellationToken);

        var command = Command(run.Config.Worker, host);
        WorkerConfigFile.Write(run, host);
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, host));
    }

    private static bool IsService(ConfigSection worker) => (worker.OptionalString("path"), worker.OptionalString("service")) switch
    {
        (not null, not null) => throw worker.Error("service", "worker.path and worker.service are both given.", "Keep one: the executable, or the Windows service that runs it."),
        (null, null) => throw worker.Error("path", "worker.path and worker.service are both missing.", "Add one: the executable, or the Windows service that runs it."),
        var (_, service) => service is not null,
    };

    private static WorkerServices Services(WorkerHost host, ConfigSection worker) => host.Machine.Services is { } calls
        ? new WorkerServices(calls)
        : throw new WorkerStartException(
            $"worker.service \"{WorkerService.Read(worker).Name}\" names a Windows service, but this is not Windows.",
            "Name the worker's executable with worker.path instead.");

    private static WorkerCommand Command(ConfigSection worker, WorkerHost host) => new(
        Name,
        Program(worker, host),
        ["run", "--config", WorkerConfigFile.PathOf(worker, host), "--with-worker-runner"]);

    private static string Program(ConfigSection worker, WorkerHost host) =>
        ProgramFile.Find(worker.RequiredString("path"), host, "worker.path");
}
