using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>Tells the masker what of a run is secret.</summary>
internal static class RunSecrets
{
    /// <summary>Masks the secrets among credentials, until they have been renewed several times.</summary>
    public static void Add(this SecretMasker masker, Credentials credentials, Secret? registrationSecret)
    {
        var secrets = new List<Secret> { credentials.AccessToken };
        if (credentials.Certificate is { } certificate) secrets.Add(certificate);
        if (registrationSecret is not null) secrets.Add(registrationSecret);
        masker.AddGeneration(secrets);
    }

    /// <summary>Masks the content of private files.</summary>
    public static void Add(this SecretMasker masker, IEnumerable<WorkerFile> files) =>
        masker.AddContents(files.Where(f => f.IsPrivate).Select(f => f.Content));

    /// <summary>Masks the secrets of a run.</summary>
    public static void Add(this SecretMasker masker, WorkerRun run)
    {
        masker.AddAll(run.Config.File.Values);
        masker.Add(run.Credentials, run.RegistrationSecret);
        masker.AddAll(run.WorkerConfig);
        masker.Add(run.Files);
    }
}
