using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Stages;

/// <summary>
/// A worker pool's <c>workerConfig</c>: <c>{"genericWorker": {"config": {…}, "files": […]}}</c>, named for the implementation in camel
/// case, if that is the only key; otherwise the whole object is configuration, the deprecated flat form.
/// </summary>
internal sealed record ProviderWorkerConfig(ConfigObject Config, IReadOnlyList<WorkerFile> Files)
{
    private const string Source = "the worker pool's workerConfig";

    /// <param name="workerConfig">It.</param>
    /// <param name="implementation">The worker implementation.</param>
    /// <param name="log">Warned of keys that are not known.</param>
    /// <exception cref="WorkerFileException">The nested form is of the wrong shape.</exception>
    public static ProviderWorkerConfig Read(ConfigObject workerConfig, string implementation, RunLog log)
    {
        var key = CamelCase(implementation);
        if (workerConfig.Count != 1 || !workerConfig.TryGetValue(key, out var nested)) return new(workerConfig, []);
        if (nested is null) return new(ConfigObject.Empty, []);
        if (nested is not ConfigObject inner)
            throw new WorkerFileException($"\"{key}\" in {Source} must be an object, but is {ConfigValue.TypeName(nested)}.");

        foreach (var other in inner.Keys)
            if (other is not ("config" or "files")) log.Write(Messages.UnknownPoolKey($"{key}.{other}", Source));

        inner.TryGetValue("config", out var config);
        inner.TryGetValue("files", out var files);
        if (config is not (null or ConfigObject))
            throw new WorkerFileException($"\"{key}.config\" in {Source} must be an object, but is {ConfigValue.TypeName(config)}.");
        return new(config as ConfigObject ?? ConfigObject.Empty, WorkerFileReader.Read(files, Source));
    }

    private static string CamelCase(string name)
    {
        var parts = name.Split('-');
        return parts[0] + string.Concat(parts.Skip(1).Select(p => char.ToUpperInvariant(p[0]) + p.Substring(1)));
    }
}
