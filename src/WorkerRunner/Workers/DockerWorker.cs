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

    public WorkerRun Configure(WorkerRun run, RunEnvironment environment)
    {
        var config = WorkerSettings.FromMetadata(run.WorkerConfig, run, environment.Log, FromMetadata).Set("rootUrl", run.RootUrl.Text);
        config = WorkerSettings.FromCredentials(config, run.Credentials, prefix: "taskcluster.");
        return run with { WorkerConfig = WorkerSettings.FromIdentity(config, run) };
    }

    public WorkerExitMeaning? Explain(int exitCode) => null;

    public Task<IRunningWorker> StartAsync(WorkerRun run, RunEnvironment environment, CancellationToken cancellationToken)
    {
        var root = environment.FullPath(run.Config.Worker.RequiredString("path"));
        if (!Directory.Exists(root))
            throw new WorkerStartException($"worker.path {root} is no folder.", "It names the root of docker-worker's repository clone or tarball.");

        // --host worker-runner makes docker-worker take its configuration from $DOCKER_WORKER_CONFIG.
        string[] arguments = ["--host", "worker-runner", "production"];
        var packaged = Path.Combine(root, "bin", Name);
        var script = Path.Combine(root, "src", "bin", "worker.js");
        if (!File.Exists(packaged) && !File.Exists(script))
            throw new WorkerStartException($"There is no docker-worker at {root}: neither {packaged} nor {script} is there.", "Check worker.path.");

        var (program, all) = File.Exists(packaged)
            ? (ProgramFile.Find(packaged, environment, "worker.path"), arguments)
            : (ProgramFile.Find("node", environment, "Node.js"), [script, .. arguments]);
        var configPath = WorkerConfigFile.Write(run, environment);
        var command = new WorkerCommand(Name, program, all) { Variables = [new("DOCKER_WORKER_CONFIG", configPath)] };
        return Task.FromResult<IRunningWorker>(ProcessWorker.Start(command, environment));
    }
}
