using System.Text;
using WorkerRunner.Configuration.Yaml;
using WorkerRunner.Files;
using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Providers;
using WorkerRunner.Workers;

namespace WorkerRunner.Configuration;

/// <summary>
/// Reads runner configurations: YAML 1.2 in UTF-8 with or without BOM, or UTF-16 with BOM, lines ended by LF or CRLF.
/// </summary>
public static class RunnerConfigReader
{
    private const long LargestFile = 16 * 1024 * 1024;

    private static readonly string[] Keys = ["provider", "worker", "workerConfig", "logging", "getSecrets", "cacheOverRestarts", "interruptions", "shutdownOnFailure"];

    /// <summary>
    /// Reads a file. As it can hold secrets, its permissions are first tightened to its owner's, with a warning, where
    /// <paramref name="mayTighten"/> allows; it may belong to nobody else.
    /// </summary>
    /// <param name="path">The file; relative paths start at the environment's base directory.</param>
    /// <param name="environment">Where it is read.</param>
    /// <param name="mayTighten">Asked with the path before permissions are changed.</param>
    /// <exception cref="RunnerConfigException">It cannot be read, is not YAML, incomplete, or of the wrong shape.</exception>
    public static RunnerConfig Read(string path, RunEnvironment environment, Func<string, bool>? mayTighten = null)
    {
        var warnings = new List<string>();
        string text;
        try
        {
            var full = environment.FullPath(path);
            Guard(path, full, environment.Machine.Files, mayTighten ?? (_ => true), warnings);
            if (new FileInfo(full).Length > LargestFile)
                throw new RunnerConfigException(path, null, $"the file is larger than {LargestFile >> 20} MiB; is it a runner configuration?");
            text = Decode(path, File.ReadAllBytes(full));
        }
        catch (FileGuardException e)
        {
            throw new RunnerConfigException(path, null, e.Message, e.Advice, e);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new RunnerConfigException(path, null, $"the file cannot be read: {e.Message}", "Check the path and its permissions.", e);
        }
        return Parse(path, text, warnings);
    }

    /// <summary>Reads a configuration from text.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="text">The YAML.</param>
    /// <exception cref="RunnerConfigException">It is not YAML, incomplete, or of the wrong shape.</exception>
    public static RunnerConfig Parse(string path, string text) => Parse(path, text, []);

    private static RunnerConfig Parse(string path, string text, List<string> warnings)
    {
        var root = YamlComposer.Compose(path, text);
        if (root is null or YamlScalar { Value: null })
            throw new RunnerConfigException(path, null, "the file is empty.", "It needs at least provider.providerType and worker.implementation.");
        if (root is not YamlMapping mapping)
            throw new RunnerConfigException(path, root.Position, "the file must be an object with \"provider\" and \"worker\".");

        var file = new ConfigSection(path, "", mapping);
        var provider = file.RequiredSection("provider");
        var worker = file.RequiredSection("worker");
        var logging = file.OptionalSection("logging");
        var interruptions = file.OptionalSection("interruptions");
        var providerType = Known(provider, "providerType", ProviderCatalog.Names);
        var implementation = Known(worker, "implementation", WorkerCatalog.Names);
        return new RunnerConfig
        {
            Path = path,
            File = file,
            Provider = provider,
            ProviderType = providerType,
            Worker = worker,
            Implementation = implementation,
            WorkerConfig = file.OptionalObject("workerConfig"),
            Logging = logging is null ? LoggingCatalog.Default : Known(logging, "implementation", LoggingCatalog.Names),
            GetSecrets = file.OptionalBoolean("getSecrets", fallback: true),
            Interruptions = InterruptionSettings.Read(interruptions),
            ShutdownOnFailure = file.OptionalBoolean("shutdownOnFailure", fallback: false),
            CacheOverRestarts = file.OptionalString("cacheOverRestarts") is { Length: > 0 } cache ? cache : null,
            Warnings =
            [
                .. warnings,
                .. file.UnknownKeys(Keys),
                .. provider.UnknownKeys(["providerType", .. ProviderCatalog.Keys(providerType)]),
                .. worker.UnknownKeys(["implementation", .. WorkerCatalog.Keys(implementation)]),
                .. logging?.UnknownKeys(["implementation"]) ?? [],
                .. interruptions?.UnknownKeys(InterruptionSettings.Keys) ?? [],
            ],
        };
    }

    private static string Known(ConfigSection section, string key, IReadOnlyCollection<string> known)
    {
        var name = section.RequiredString(key);
        return known.Contains(name)
            ? name
            : throw section.Error(key, $"{section.PathOf(key)} \"{name}\" is not known.{NearestName.Hint(name, known)}", $"Known are: {string.Join(", ", known)}.");
    }

    private static void Guard(string path, string full, IFileGuard guard, Func<string, bool> mayTighten, List<string> warnings)
    {
        if (Directory.Exists(full)) throw new RunnerConfigException(path, null, "this is a folder, not a file.");
        if (!File.Exists(full)) throw new RunnerConfigException(path, null, "there is no such file.", $"It was looked for at {full}.");
        if (!guard.IsLoose(full) || !mayTighten(full)) return;
        guard.Tighten(full);
        warnings.Add($"{path} could be read by others than its owner, although it may hold secrets; its permissions were tightened. Create it privately.");
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
            if (!Protocol.Utf8Text.IsValid(bytes.AsSpan(start, end - start))) break;
            start = end + 1;
            line++;
        }
        return line;
    }
}
