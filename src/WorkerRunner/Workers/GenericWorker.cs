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
        var worker = run.Config.Worker;
        return (worker.OptionalString("path"), worker.OptionalString("service")) switch
        {
            (not null, not null) => throw worker.Error("service", "worker.path and worker.service are both given.", "Keep one: the executable, or the Windows service that runs it."),
            (_, not null) => environment.Machine.Services.StartAsync(
                WorkerService.Read(worker), () => WorkerConfigFile.Write(run, environment), environment, cancellationToken),
            (not null, _) => Task.FromResult<IRunningWorker>(StartProcess(run, environment)),
            _ => throw worker.Error("path", "worker.path and worker.service are both missing.", "Add one: the executable, or the Windows service that runs it."),
        };
    }

    private static ProcessWorker StartProcess(WorkerRun run, RunEnvironment environment)
    {
        var program = ProgramFile.Find(run.Config.Worker.RequiredString("path"), environment, "worker.path");
        var configPath = WorkerConfigFile.Write(run, environment);
        var command = new WorkerCommand(Name, program, ["run", "--config", configPath, "--with-worker-runner"]);
        return ProcessWorker.Start(command, environment);
    }
}
