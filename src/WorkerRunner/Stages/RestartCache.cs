using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Providers;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Stages;

/// <summary>
/// The restart cache: what of a run cannot be had again, kept in a private file, for workers that restart the machine and go on as they
/// were. With it nothing external is asked. Files are in it until they are written, so that a start that was cut short is made up for.
/// </summary>
internal sealed class RestartCache(RunEnvironment environment)
{
    // Many times what the answers that a run is made of may have.
    private const int LargestCache = 256 * 1024 * 1024;

    private static readonly RetryLimits AskTimeLimits = new() { Total = TimeSpan.FromMinutes(1) };

    /// <summary>The cached run; null where none is configured or none was written yet.</summary>
    /// <exception cref="RestartCacheException">The cache cannot be used.</exception>
    /// <exception cref="RunnerConfigException">The provider takes no cache.</exception>
    public WorkerRun? Load(RunnerConfig config)
    {
        if (config.CacheOverRestarts is not { } configured) return null;
        Check(config.File, config.ProviderType);
        var path = FullPath(configured);
        if (ReadFile(path) is not { } cache)
        {
            environment.Log.Write(Messages.NoCacheYet(path));
            return null;
        }
        environment.Log.Write(Messages.LoadingCache(path));
        var run = Parse(config, path, cache);
        RequireSameWorker(run, path);
        environment.Log.Secrets.Add(run.Credentials, run.RegistrationSecret);
        environment.Log.Secrets.AddAll(run.WorkerConfig);
        environment.Log.Write(Messages.Identified(run.Identity.ToString()));
        return run;
    }

    /// <summary>
    /// Whether a loaded run can still be used. Where its credentials have expired by our clock, the server is asked for the time first: ours
    /// may not be set yet, and the worker may have no other way to get credentials.
    /// </summary>
    /// <exception cref="RestartCacheException">They have expired.</exception>
    public async Task RequireUnexpiredAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        if (run.CredentialsExpire is not { } expire || expire > environment.ServerClock.Now) return;
        try
        {
            await new WorkerManager(environment.Taskcluster, run.RootUrl, AskTimeLimits).PingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TaskclusterException e)
        {
            environment.Log.Write(Messages.ServerTimeUnread(e.ToLogLine()));
        }
        if (expire > environment.ServerClock.Now) return;
        var path = FullPath(run.Config.CacheOverRestarts!);
        throw new RestartCacheException(
            $"The credentials in the restart cache {path} expired at {TimeText.Of(expire)}.",
            "If this worker can register again, delete the file and start again; otherwise replace the instance.");
    }

    /// <summary>Reports a cache that is configured for a provider that takes none.</summary>
    public static void Check(ConfigSection file, string providerType)
    {
        if (!ProviderCatalog.Create(providerType).MayBeCached)
            file.Fail(0, file.Error(
                "cacheOverRestarts", $"cacheOverRestarts cannot be used with the provider {providerType}.", "Remove it: this worker can register each time it starts."));
    }

    /// <summary>Tries to write the cache, which stays as it is, where one is configured.</summary>
    /// <exception cref="RestartCacheException">It could not be written.</exception>
    public void Probe(RunnerConfig config)
    {
        if (config.CacheOverRestarts is { } configured) Write(FullPath(configured), path => PrivateFile.Probe(environment.Machine.Files, path));
    }

    /// <summary>Writes the cache where one is configured.</summary>
    /// <exception cref="RestartCacheException">It could not be written.</exception>
    public WorkerRun Save(WorkerRun run)
    {
        if (run.Config.CacheOverRestarts is not { } configured) return run.With(RunStages.Cached);
        var path = FullPath(configured);
        environment.Log.Write(Messages.SavingCache(path));
        Write(path, place => PrivateFile.Write(environment.Machine.Files, place, Serialize(run)));
        return run.With(RunStages.Cached);
    }

    private static void Write(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new RestartCacheException($"The restart cache {path} could not be written: {e.Message}", "Check the path of cacheOverRestarts, its permissions and the free space.", e);
        }
    }

    /// <summary>A cache that was copied here with an image, or stayed when the configuration changed, is that of another worker.</summary>
    private void RequireSameWorker(WorkerRun run, string path)
    {
        if (ProviderCatalog.Create(run.Config.ProviderType).Read(run.Config.Provider, environment.Metadata) is not { } configured) return;
        // The provider's own name is no difference: it is in providerType.
        if (configured.Identity with { ProviderId = run.Identity.ProviderId } == run.Identity && configured.RootUrl.Equals(run.RootUrl)) return;
        throw new RestartCacheException(
            $"The restart cache {path} belongs to worker {run}, but the configuration names worker {configured.Identity} of {configured.Identity.WorkerPoolId} at {configured.RootUrl}.",
            Advice(path));
    }

    private string FullPath(string configured)
    {
        try
        {
            return environment.FullPath(configured);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new RestartCacheException($"cacheOverRestarts is not a valid path: {e.Message}", "Give the path of a file.", e);
        }
    }

    /// <summary>The file's content, read from the file that was looked at; null where there is none.</summary>
    private byte[]? ReadFile(string path)
    {
        try
        {
            using var file = environment.Machine.Files.Open(path);
            if (file.IsLoose)
                throw new RestartCacheException($"The restart cache {path} can be read by users other than its owner.", $"Its secrets may have been read. {Advice(path)}");
            var bytes = file.Read(LargestCache);
            return bytes.Length <= LargestCache ? bytes : throw new RestartCacheException($"The restart cache {path} is larger than {LargestCache >> 20} MiB.", Advice(path));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (FileGuardException e)
        {
            throw new RestartCacheException(e.Message, e.Advice, e);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new RestartCacheException($"The restart cache {path} cannot be read: {e.Message}", "Check the path of cacheOverRestarts and its permissions.", e);
        }
    }

    /// <summary>The run in a cache's content.</summary>
    /// <exception cref="RestartCacheException">It holds none.</exception>
    internal static WorkerRun Parse(RunnerConfig config, string path, byte[] cache)
    {
        try
        {
            using var json = JsonInput.Parse(cache);
            return Deserialize(config, json.RootElement);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new RestartCacheException($"The restart cache {path} cannot be read: {e.Message}", Advice(path), e);
        }
    }

    private static string Advice(string path) => $"Delete {path} to start again from registration.";

    private static byte[] Serialize(WorkerRun run)
    {
        var secretTexts = run.WorkerConfig.Secrets().Select(s => (object?)s.Reveal()).Distinct();
        var unwritten = run.Has(RunStages.Files) ? [] : run.Files;
        var cache = RunState.Of(run)
            .Set("secretTexts", new ConfigArray(secretTexts))
            .Set("providerType", run.Config.ProviderType)
            .Set("unwrittenFiles", new ConfigArray(unwritten.Select(f => (object?)FileTree(f))));
        return ConfigJson.ToBytes(cache, SecretText.Revealed, indented: false);
    }

    private static ConfigObject FileTree(WorkerFile file) => new(
    [
        new("path", file.Path), new("content", file.Content), new("format", file.Format.ToString()), new("description", file.Description),
        new("isPrivate", file.IsPrivate),
    ]);

    private static WorkerFile ReadUnwritten(JsonElement json) => new(
        json.RequiredString("path"),
        new Secret(json.RequiredString("content")),
        Enum.TryParse<WorkerFileFormat>(json.RequiredString("format"), out var format) ? format : throw new FormatException("\"format\" of a file is not known."),
        json.RequiredString("description"))
    {
        IsPrivate = json.GetProperty("isPrivate").GetBoolean(),
    };

    private static WorkerRun Deserialize(RunnerConfig config, JsonElement json)
    {
        if (!RootUrl.TryParse(json.RequiredString("rootURL"), out var rootUrl)) throw new FormatException($"\"rootURL\" is {RootUrl.Not}.");
        if (json.OptionalString("providerType") is { } providerType && providerType != config.ProviderType)
            throw new FormatException($"it is for the provider {providerType}, but the configuration names {config.ProviderType}.");
        var secretTexts = json.TryGetProperty("secretTexts", out var texts)
            ? new HashSet<string>(texts.EnumerateArray().Select(t => t.GetString()!), StringComparer.Ordinal)
            : [];
        // Caches from before there were any in them have their files written, as far as anybody knows.
        var files = json.TryGetProperty("unwrittenFiles", out var unwritten) ? unwritten.EnumerateArray().Select(ReadUnwritten).ToList() : [];
        var stages = RunStages.FromCache | RunStages.Registered | RunStages.Secrets | RunStages.Cached;
        return new WorkerRun
        {
            Config = config,
            RootUrl = rootUrl!,
            Identity = new WorkerIdentity(
                json.RequiredString("workerPoolID"), json.RequiredString("providerID"), json.RequiredString("workerGroup"), json.RequiredString("workerID")),
            Credentials = Credentials.Read(json.RequiredObject("credentials")),
            CredentialsExpire = json.OptionalString("expires") is null ? null : json.RequiredTime("expires"),
            RegistrationSecret = json.OptionalString("secret") is { } secret ? new Secret(secret) : null,
            ProviderMetadata = ConfigJson.ReadObject(json.RequiredObject("providerMetadata")),
            WorkerLocation = ConfigJson.ReadObject(json.RequiredObject("workerLocation")),
            WorkerConfig = ConfigJson.ReadObject(json.RequiredObject("workerConfig")).WithSecrets(secretTexts),
            Files = files,
            Stages = files.Count == 0 ? stages | RunStages.Files : stages,
        };
    }
}
