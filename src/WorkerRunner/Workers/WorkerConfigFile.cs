using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Workers;

/// <summary>The file that the worker reads its configuration from: JSON, UTF-8 without BOM, private to its owner.</summary>
internal static class WorkerConfigFile
{
    private const string Key = "configPath";

    /// <summary>The file's full path.</summary>
    /// <exception cref="WorkerStartException">It is no path.</exception>
    public static string PathOf(ConfigSection worker, WorkerHost host)
    {
        var configured = worker.RequiredString(Key);
        try
        {
            return host.Surroundings.FullPath(configured);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw Failure(configured, e);
        }
    }

    /// <summary>Reports what would keep the file from being written, without writing it.</summary>
    public static void Check(ConfigSection worker, WorkerHost host) => FilePlace.Check(worker, Key, worker.RequiredString(Key), host.Surroundings);

    /// <summary>Tries to write the file, which stays as it is, where the worker has one.</summary>
    /// <exception cref="WorkerStartException">It could not be written.</exception>
    public static void Probe(ConfigSection worker, WorkerHost host)
    {
        if (worker.OptionalString(Key) is not null) Write(worker, host, path => PrivateFile.Probe(host.Machine.Files, path));
    }

    /// <summary>Writes what the worker implementation makes of the run as it is now.</summary>
    /// <exception cref="WorkerStartException">It could not be written; what was there before still is.</exception>
    public static void Write(WorkerRun run, WorkerHost host)
    {
        var content = WorkerCatalog.Create(run.Config.Implementation).ConfigFile(run);
        Write(run.Config.Worker, host, path =>
        {
            PrivateFile.Write(host.Machine.Files, path, ConfigJson.ToBytes(content, SecretText.Revealed, indented: true));
            host.Log.Write(Messages.WorkerConfigWritten(path));
        });
    }

    /// <summary>Writes the file again where the worker has one: a wrapper that starts the worker again finds credentials that are valid.</summary>
    /// <exception cref="WorkerStartException">It could not be written; what was there before still is.</exception>
    public static void Rewrite(WorkerRun run, WorkerHost host)
    {
        if (run.Config.Worker.OptionalString(Key) is not null) Write(run, host);
    }

    private static void Write(ConfigSection worker, WorkerHost host, Action<string> write)
    {
        var path = PathOf(worker, host);
        try
        {
            write(path);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw Failure(path, e);
        }
    }

    private static WorkerStartException Failure(string path, Exception inner) => new(
        $"The worker's configuration could not be written to {path}: {inner.Message}", "Check worker.configPath, the folder's permissions and the free space.", inner);
}
