namespace WorkerRunner.ScriptedWorker;

/// <summary>The command line, generic-worker's or docker-worker's.</summary>
internal static class WorkerArguments
{
    /// <summary>The environment variable that names docker-worker's configuration.</summary>
    public const string DockerWorkerConfig = "DOCKER_WORKER_CONFIG";

    /// <summary>
    /// The configuration's path: of <c>run --config PATH --with-worker-runner</c>, or, when the arguments end with
    /// <c>--host worker-runner production</c>, out of the environment.
    /// </summary>
    public static string FindConfig(string[] args)
    {
        if (args is [.., "--host", "worker-runner", "production"])
            return Environment.GetEnvironmentVariable(DockerWorkerConfig)
                ?? throw new WorkerException(ExitCode.BadConfiguration, $"{DockerWorkerConfig} is not set");
        var option = Array.IndexOf(args, "--config");
        if (args is not ["run", ..] || option < 0 || option + 1 == args.Length || !args.Contains("--with-worker-runner"))
            throw new WorkerException(
                ExitCode.BadConfiguration,
                "usage: scripted-worker run --config PATH --with-worker-runner | scripted-worker --host worker-runner production");
        return args[option + 1];
    }
}
