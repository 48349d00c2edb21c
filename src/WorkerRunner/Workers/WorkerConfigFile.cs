using WorkerRunner.Configuration;
using WorkerRunner.Files;

namespace WorkerRunner.Workers;

/// <summary>The file that the worker reads its configuration from: JSON, UTF-8 without BOM, private to its owner.</summary>
internal static class WorkerConfigFile
{
    private const string Key = "configPath";

    /// <summary>The file's full path.</summary>
    /// <exception cref="WorkerStartException">It is no path.</exception>
    public static string PathOf(ConfigSection worker, RunEnvironment environment)
    {
        var configured = worker.RequiredString(Key);
        try
        {
            return environment.FullPath(configured);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw Failure(configured, e);
        }
    }

    /// <summary>Reports what would keep the file from being written, without writing it.</summary>
    public static void Check(ConfigSection worker, RunEnvironment environment) => FilePlace.Check(worker, Key, worker.RequiredString(Key), environment);

    /// <summary>Writes what the worker implementation makes of the run as it is now.</summary>
    /// <exception cref="WorkerStartException">It could not be written; what was there before still is.</exception>
    public static void Write(WorkerRun run, RunEnvironment environment)
    {
        var path = PathOf(run.Config.Worker, environment);
        var content = WorkerCatalog.Create(run.Config.Implementation).ConfigFile(run);
        try
        {
            PrivateFile.Write(environment.Machine.Files, path, ConfigJson.ToBytes(content, SecretText.Revealed, indented: true));
            environment.Log.Verbose($"Wrote the worker's configuration to {path}");
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw Failure(path, e);
        }
    }

    /// <summary>Writes the file again where the worker has one: a wrapper that starts the worker again finds credentials that are valid.</summary>
    /// <exception cref="WorkerStartException">It could not be written; what was there before still is.</exception>
    public static void Rewrite(WorkerRun run, RunEnvironment environment)
    {
        if (run.Config.Worker.OptionalString(Key) is not null) Write(run, environment);
    }

    private static WorkerStartException Failure(string path, Exception inner) => new(
        $"The worker's configuration could not be written to {path}: {inner.Message}", "Check worker.configPath, the folder's permissions and the free space.", inner);
}
