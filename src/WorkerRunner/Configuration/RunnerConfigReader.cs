using System.Text;
using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Values.Yaml;
using WorkerRunner.Workers;

namespace WorkerRunner.Configuration;

/// <summary>
/// Reads runner configurations: YAML 1.2 in UTF-8 with or without BOM, or UTF-16 with BOM, lines ended by LF or CRLF.
/// </summary>
internal static class RunnerConfigReader
{
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>The keys of the whole; module/runner.schema.json has the same.</summary>
    internal static readonly string[] Keys = ["provider", "worker", "workerConfig", "logging", "getSecrets", "cacheOverRestarts", "interruptions", "shutdownOnFailure", "control", "metrics", "watchdog", "systemd", "waitFor", ReadinessSettings.ImageStateKey];

    /// <summary>
    /// Reads a file. As it can hold secrets, its permissions are first tightened to its owner's, with a warning, where
    /// <paramref name="mayTighten"/> allows; it may belong to nobody else.
    /// </summary>
    /// <param name="path">The file; relative paths start at the environment's base directory.</param>
    /// <param name="environment">Where it is read.</param>
    /// <param name="mayTighten">Asked with the path before permissions are changed.</param>
    /// <exception cref="RunnerConfigException">It cannot be read, is not YAML, incomplete, or of the wrong shape.</exception>
    public static RunnerConfig Read(string path, RunEnvironment environment, Func<string, bool>? mayTighten = null) =>
        Read(path, environment, mayTighten ?? (_ => true), new ConfigProblems(collectsErrors: false));

    /// <summary>The same, with its errors and warnings in <paramref name="problems"/>.</summary>
    /// <exception cref="RunnerConfigException">It cannot be read or is not YAML; what else is wrong where errors are not collected.</exception>
    internal static RunnerConfig Read(string path, RunEnvironment environment, Func<string, bool> mayTighten, ConfigProblems problems) =>
        Parse(path, ReadText(path, environment, mayTighten, problems), problems, environment.FullPath);

    /// <summary>The file's text. The file is opened once: what is looked at, tightened and read is the same.</summary>
    /// <exception cref="RunnerConfigException">It cannot be read, or must not.</exception>
    internal static string ReadText(string path, RunEnvironment environment, Func<string, bool> mayTighten, ConfigProblems problems)
    {
        try
        {
            var full = environment.FullPath(path);
            using var file = environment.Machine.Files.Open(full);
            if (file.IsLoose) ReportLoose(path, file.CanTighten && mayTighten(full) ? file : null, problems);
            var bytes = file.Read(LargestFile);
            return bytes.Length <= LargestFile
                ? Decode(path, bytes)
                : throw new RunnerConfigException(path, null, $"the file is larger than {LargestFile >> 20} MiB; is it a runner configuration?");
        }
        catch (FileNotFoundException e)
        {
            throw new RunnerConfigException(path, null, "the file does not exist.", $"The full path is {e.FileName}.", e);
        }
        catch (FileGuardException e)
        {
            throw new RunnerConfigException(path, null, e.Message, e.Advice, e);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new RunnerConfigException(path, null, $"the file cannot be read: {e.Message}", "Check the path and its permissions.", e);
        }
    }

    /// <summary>
    /// What a configuration that cannot be used as a whole says of its log, so that the reason is found where it is looked for; nothing where
    /// that cannot be understood either.
    /// </summary>
    internal static IReadOnlyList<LogSettings> ReadLogging(string path, string text, Func<string, string> fullPath)
    {
        try
        {
            var problems = new ConfigProblems(collectsErrors: false);
            return YamlComposer.Compose(path, text, problems) is YamlMapping mapping ? LogSettings.ReadAll(new ConfigSection(path, "", mapping, problems), fullPath) : [];
        }
        catch (RunnerConfigException)
        {
            return [];
        }
    }

    /// <summary>Reads a configuration from text.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="text">The YAML.</param>
    /// <exception cref="RunnerConfigException">It is not YAML, incomplete, or of the wrong shape.</exception>
    public static RunnerConfig Parse(string path, string text) => Parse(path, text, new ConfigProblems(collectsErrors: false), Path.GetFullPath);

    internal static RunnerConfig Parse(string path, string text, ConfigProblems problems, Func<string, string> fullPath)
    {
        var root = YamlComposer.Compose(path, text, problems);
        if (root is null or YamlScalar { Value: null })
            throw new RunnerConfigException(path, null, "the file is empty.", "It needs at least provider.providerType and worker.implementation.");
        if (root is not YamlMapping mapping)
            throw new RunnerConfigException(path, root.Position, "the file must be an object with \"provider\" and \"worker\".");

        var file = new ConfigSection(path, "", mapping, problems);
        var provider = file.RequiredSection("provider");
        var worker = file.RequiredSection("worker");
        var logging = LogSettings.ReadAll(file, fullPath);
        var interruptions = file.OptionalSection("interruptions");
        var (metrics, watchdog, systemd) = (file.OptionalSection("metrics"), file.OptionalSection("watchdog"), file.OptionalSection("systemd"));
        var waitFor = file.OptionalSection("waitFor");
        var providerType = provider.RequiredName("providerType", ProviderCatalog.Names);
        var implementation = worker.RequiredName("implementation", WorkerCatalog.Names);
        var config = new RunnerConfig
        {
            Path = path,
            File = file,
            Provider = provider,
            ProviderType = providerType,
            Worker = worker,
            Implementation = implementation,
            WorkerConfig = file.OptionalObject("workerConfig"),
            Logging = logging,
            GetSecrets = file.OptionalBoolean("getSecrets", fallback: true),
            Interruptions = InterruptionSettings.Read(interruptions),
            Readiness = ReadinessSettings.Read(file, waitFor),
            Metrics = MetricsSettings.Read(metrics),
            Watchdog = WatchdogSettings.Read(watchdog),
            Systemd = SystemdSettings.Read(systemd),
            Control = file.OptionalBoolean("control", fallback: true),
            ShutdownOnFailure = file.OptionalBoolean("shutdownOnFailure", fallback: false),
            CacheOverRestarts = file.OptionalString("cacheOverRestarts") is { Length: > 0 } cache ? cache : null,
        };

        file.WarnOfOthers(Keys);
        if (providerType.Length > 0) provider.WarnOfOthers(["providerType", .. ProviderCatalog.Keys(providerType)]);
        if (implementation.Length > 0) worker.WarnOfOthers(["implementation", .. WorkerCatalog.Keys(implementation)]);
        foreach (var destination in logging) destination.WarnOfOtherKeys();
        interruptions?.WarnOfOthers(InterruptionSettings.Keys);
        metrics?.WarnOfOthers(MetricsSettings.Keys);
        watchdog?.WarnOfOthers(WatchdogSettings.Keys);
        waitFor?.WarnOfOthers(ReadinessSettings.Keys);
        systemd?.WarnOfOthers(SystemdSettings.Keys);
        return config with { Warnings = problems.Warnings };
    }

    /// <param name="path">The file.</param>
    /// <param name="file">The file to tighten; null where it stays as it is.</param>
    /// <param name="problems">What is told.</param>
    private static void ReportLoose(string path, IPrivateFile? file, ConfigProblems problems)
    {
        file?.Tighten();
        problems.Add(new ConfigProblem
        {
            Severity = ConfigProblem.Warning,
            Path = path,
            Message = "the file may hold secrets, but users other than its owner can read it" + (file is null ? "." : "; its permissions were tightened."),
            Suggestion = "Create it with private permissions.",
        });
    }

    private static string Decode(string path, byte[] bytes)
    {
        var (encoding, start) = bytes switch
        {
            [0xef, 0xbb, 0xbf, ..] => ((Encoding)new UTF8Encoding(false, true), 3),
            [0xff, 0xfe, ..] => (new UnicodeEncoding(false, false, true), 2),
            [0xfe, 0xff, ..] => (new UnicodeEncoding(true, false, true), 2),
            _ => (new UTF8Encoding(false, true), 0),
        };
        try
        {
            return encoding.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException e)
        {
            var line = encoding is UTF8Encoding ? LineNotUtf8(bytes, start) : 1 + bytes.Take(start + Math.Max(0, e.Index)).Count(b => b == (byte)'\n');
            throw new RunnerConfigException(
                path, new Position(line, 1), $"this line is not {encoding.WebName}.", "Save the file as UTF-8, or as UTF-16 with a byte order mark.", e);
        }
    }

    /// <summary>The first line that is not UTF-8. It is looked for, as the index in the exception is not the place on .NET Framework.</summary>
    private static int LineNotUtf8(byte[] bytes, int start)
    {
        var line = 1;
        for (var end = start; end < bytes.Length; end++)
        {
            if (bytes[end] != (byte)'\n') continue;
            if (!Utf8Text.IsValid(bytes.AsSpan(start, end - start))) break;
            start = end + 1;
            line++;
        }
        return line;
    }
}
