using WorkerRunner.Configuration;
using WorkerRunner.Files;

namespace WorkerRunner.Workers;

/// <summary>The file that the worker reads its configuration from: JSON, UTF-8 without BOM, private to its owner.</summary>
internal static class WorkerConfigFile
{
    /// <returns>The file's full path.</returns>
    /// <exception cref="WorkerStartException">It could not be written; what was there before still is.</exception>
    public static string Write(WorkerRun run, RunEnvironment environment)
    {
        var configured = run.Config.Worker.RequiredString("configPath");
        try
        {
            var path = environment.FullPath(configured);
            if (Directory.Exists(path)) throw new IOException("it is a folder.");
            PrivateFile.Write(environment.Machine.Files, path, ConfigJson.ToBytes(run.WorkerConfig, SecretText.Revealed, indented: true));
            environment.Log.Verbose($"Wrote the worker's configuration to {path}");
            return path;
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new WorkerStartException(
                $"The worker's configuration could not be written to {configured}: {e.Message}", "Check worker.configPath, the folder's permissions and the free space.", e);
        }
    }
}
