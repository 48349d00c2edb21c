using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Stages;

/// <summary>The second stage: configuration and files from the secrets service, where the runner configuration wants them.</summary>
internal sealed class WorkerSecrets(RunEnvironment environment)
{
    public async Task<WorkerRun> RunAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        if (!run.Config.GetSecrets) return run.With(RunStages.Secrets);

        environment.Log.Write(Messages.GettingSecrets());
        var pool = run.Identity.WorkerPoolId;
        string olderName = "worker-type:" + pool, presentName = "worker-pool:" + pool;
        var (older, present) = await GetBothAsync(run, olderName, presentName, cancellationToken).ConfigureAwait(false);
        if (older is null && present is null) environment.Log.Write(Messages.NoSecrets(pool));
        if (older is { } low) run = Add(run, $"the secret {olderName}", low);
        if (present is { } high) run = Add(run, $"the secret {presentName}", high);
        return run.With(RunStages.Secrets);
    }

    /// <summary>
    /// Asks for the name from before RFC 145, for which worker-manager may give no scope any more, and for the present one at the same time. If
    /// one fails for good, the other is not waited for.
    /// </summary>
    private async Task<(JsonElement? Older, JsonElement? Present)> GetBothAsync(
        WorkerRun run, string olderName, string presentName, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var service = new SecretsService(environment.Taskcluster, run.RootUrl);
        var older = service.GetAsync(olderName, run.Credentials, forbiddenIsMissing: true, either.Token);
        var present = service.GetAsync(presentName, run.Credentials, forbiddenIsMissing: false, either.Token);
        var first = await Task.WhenAny(older, present).ConfigureAwait(false);
        if (first.IsFaulted) either.Cancel();
        await first.ConfigureAwait(false);
        return (await older.ConfigureAwait(false), await present.ConfigureAwait(false));
    }

    private WorkerRun Add(WorkerRun run, string source, JsonElement secret)
    {
        environment.Log.Write(Messages.SecretFound(source.ToString()));
        var value = Read(source, secret);
        var isCurrentForm = value.Keys.All(k => k is "config" or "files");
        if (!isCurrentForm)
        {
            environment.Log.Write(Messages.LegacySecret(source.ToString()));
            return Merge(run, source, value, []);
        }

        value.TryGetValue("config", out var config);
        value.TryGetValue("files", out var files);
        if (config is not (null or ConfigObject))
            throw new WorkerFileException($"\"config\" in {source} must be an object, but is {ConfigValue.TypeName(config)}.");
        var privateFiles = WorkerFileReader.Read(files, source).Select(f => f with { IsPrivate = true });
        return Merge(run, source, config as ConfigObject ?? ConfigObject.Empty, privateFiles);
    }

    private static ConfigObject Read(string source, JsonElement secret)
    {
        try
        {
            return ConfigJson.ReadObject(secret, textsAreSecret: true);
        }
        catch (FormatException e)
        {
            throw new WorkerFileException($"The value of {source} cannot be used: {e.Message}", inner: e);
        }
    }

    private WorkerRun Merge(WorkerRun run, string source, ConfigObject config, IEnumerable<WorkerFile> files)
    {
        var merged = run with { WorkerConfig = run.WorkerConfig.Merge(config), Files = [.. run.Files, .. files] };
        environment.Log.Secrets.AddAll(config);
        environment.Log.Secrets.Add(merged.Files);
        environment.Log.Write(Messages.SecretMerged(config.DescribeKeys(), merged.Files.Count - run.Files.Count, source.ToString()));
        return merged;
    }
}
