using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Workers.Processes;

namespace WorkerRunner.Workers;

/// <summary>docker-worker, from a clone of its repository or from its tarball.</summary>
internal sealed class DockerWorker : IWorkerImplementation
{
    public const string Name = "docker-worker";

    public static readonly IReadOnlyList<string> Keys = ["path", "configPath"];

    private static readonly (string Setting, string Metadata)[] FromMetadata =
    [
        ("host", "public-hostname"),
        ("publicIp", "public-ipv4"),
        ("privateIp", "local-ipv4"),
        ("workerNodeType", "instance-type"),
        ("instanceType", "instance-type"),
        ("instanceId", "instance-id"),
        ("region", "region"),
    ];

    public ConfigObject ConfigFile(WorkerRun run)
    {
        var config = WorkerSettings.FromMetadata(run.WorkerConfig, run, FromMetadata).Set("rootUrl", run.RootUrl.Text);
        config = WorkerSettings.FromCredentials(config, run.Credentials, prefix: "taskcluster.");
        return WorkerSettings.FromIdentity(config, run);
    }

    public void Check(ConfigSection worker, WorkerHost host)
    {
        worker.Try("path", () => Program(worker, host));
        WorkerConfigFile.Check(worker, host);
    }

    public string Describe(ConfigSection worker, WorkerHost host) => Command(worker, host).ToLine();

    public WorkerExitMeaning? Explain(int exitCode) => null;

    public Task<IRunningWorker> StartAsync(WorkerRun run, WorkerHost host, CancellationToken cancellationToken)
    {
        var command = Command(run.Config.Worker, host);
        WorkerSettings.SayMissing(run, host.Log, FromMetadata);
        WorkerConfigFile.Write(run, host);
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, host));
    }

    private static WorkerCommand Command(ConfigSection worker, WorkerHost host)
    {
        var (program, arguments) = Program(worker, host);
        return new WorkerCommand(Name, program, arguments)
        {
            Variables = [new("DOCKER_WORKER_CONFIG", WorkerConfigFile.PathOf(worker, host))],
        };
    }

    private static (string Program, string[] Arguments) Program(ConfigSection worker, WorkerHost host)
    {
        var root = host.Surroundings.FullPath(worker.RequiredString("path"));
        if (!Directory.Exists(root))
            throw new WorkerStartException($"worker.path {root} is not a folder.", "It must be the root of docker-worker's repository clone or tarball.");

        // --host worker-runner makes docker-worker take its configuration from $DOCKER_WORKER_CONFIG.
        string[] arguments = ["--host", "worker-runner", "production"];
        var packaged = Path.Combine(root, "bin", Name);
        var script = Path.Combine(root, "src", "bin", "worker.js");
        if (!File.Exists(packaged) && !File.Exists(script))
            throw new WorkerStartException($"There is no docker-worker at {root}: neither {packaged} nor {script} exists.", "Check worker.path.");

        return File.Exists(packaged)
            ? (ProgramFile.Find(packaged, host, "worker.path"), arguments)
            : (ProgramFile.Find("node", host, "Node.js"), [script, .. arguments]);
    }
}
