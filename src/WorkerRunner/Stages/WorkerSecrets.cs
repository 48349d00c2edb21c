using System.Text.Json;
using WorkerRunner.Configuration;
using WorkerRunner.Files;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Stages;

/// <summary>The second stage: configuration and files from the secrets service, where the runner configuration wants them.</summary>
internal sealed class WorkerSecrets(RunEnvironment environment)
{
    public async Task<WorkerRun> RunAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        if (run.Has(RunStages.Secrets)) return run;
        if (!run.Config.GetSecrets) return run.With(RunStages.Secrets);

        environment.Log.Information("Getting secrets from secrets service");
        var service = new SecretsService(environment, run.RootUrl);
        var pool = run.Identity.WorkerPoolId;

        // The name from before RFC 145, for which worker-manager may give no scope any more, and the present one, at the same time.
        var older = service.GetAsync("worker-type:" + pool, run.Credentials, forbiddenIsMissing: true, cancellationToken);
        var present = service.GetAsync("worker-pool:" + pool, run.Credentials, forbiddenIsMissing: false, cancellationToken);
        var secrets = await Task.WhenAll(older, present).ConfigureAwait(false);
        if (secrets.All(s => s is null)) environment.Log.Warning($"No worker secrets for worker pool {pool}.");

        var names = new[] { "worker-type:" + pool, "worker-pool:" + pool };
        foreach (var (name, secret) in names.Zip(secrets, (n, s) => (n, s)))
            if (secret is { } value) run = Add(run, $"the secret {name}", value);
        return run.With(RunStages.Secrets);
    }

    private WorkerRun Add(WorkerRun run, string source, JsonElement secret)
    {
        var value = ConfigJson.ReadObject(secret, textsAreSecret: true);
        var isCurrentForm = value.Keys.All(k => k is "config" or "files");
        if (!isCurrentForm)
        {
            environment.Log.Information($"Falling back to legacy secret format without top-level config/files properties in {source}");
            return Merge(run, value, []);
        }

        value.TryGetValue("config", out var config);
        value.TryGetValue("files", out var files);
        if (config is not (null or ConfigObject))
            throw new WorkerFileException($"\"config\" in {source} must be an object, but is {ConfigValue.TypeName(config)}.");
        return Merge(run, config as ConfigObject ?? ConfigObject.Empty, WorkerFileReader.Read(files, source));
    }

    private WorkerRun Merge(WorkerRun run, ConfigObject config, IReadOnlyList<WorkerFile> files)
    {
        environment.Log.Secrets.AddAll(config);
        return run with { WorkerConfig = run.WorkerConfig.Merge(config), Files = [.. run.Files, .. files] };
    }
}
