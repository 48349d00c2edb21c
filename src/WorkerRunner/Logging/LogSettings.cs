using WorkerRunner.Configuration;

namespace WorkerRunner.Logging;

/// <summary>One log destination as a runner configuration names it: read and checked, not open yet.</summary>
public sealed class LogSettings
{
    private const string LevelKey = "level";

    private static readonly string[] Levels = ["debug", "verbose", "information", "warning", "error"];

    private readonly ConfigSection section;

    private LogSettings(ConfigSection section, string implementation, LogLevel level, LogPlace place)
    {
        this.section = section;
        Implementation = implementation;
        Level = level;
        Place = place;
    }

    /// <summary><c>implementation</c>.</summary>
    public string Implementation { get; }

    /// <summary><c>level</c>: the least that is logged there; <see cref="LogLevel.Information"/> by default.</summary>
    public LogLevel Level { get; }

    /// <summary>Where it goes, and how it is opened.</summary>
    internal LogPlace Place { get; }

    /// <summary>A level as configurations and logs write it.</summary>
    internal static string NameOf(LogLevel level) => Levels[level - LogLevel.Debug];

    /// <summary>Reads what a configuration says of its log: one object, or a list of them.</summary>
    /// <param name="file">The whole configuration.</param>
    /// <exception cref="RunnerConfigException">A key is missing, of the wrong type, or not to be had here; or two destinations are the same.</exception>
    internal static IReadOnlyList<LogSettings> ReadAll(ConfigSection file)
    {
        var all = new List<LogSettings>();
        foreach (var section in file.OptionalSections("logging"))
        {
            var settings = Read(section);
            if (all.Find(s => s.Place.Target == settings.Place.Target) is { } same)
                throw section.Error("implementation", $"{section.Name} goes to {settings.Place.Target}, as {same.section.Name} does.", "Give one of them another place, or remove it.");
            all.Add(settings);
        }
        return all;
    }

    /// <summary>A warning for each key that is not known.</summary>
    internal IEnumerable<string> UnknownKeys() => section.UnknownKeys(["implementation", LevelKey, .. LoggingCatalog.Keys(Implementation)]);

    /// <summary>The implementation and level, as in <c>file (verbose)</c>.</summary>
    public override string ToString() => $"{Implementation} ({NameOf(Level)})";

    private static LogSettings Read(ConfigSection section)
    {
        var implementation = section.RequiredName("implementation", LoggingCatalog.Names);
        var level = section.OptionalName(LevelKey, Levels) is { } name ? LogLevel.Debug + Array.IndexOf(Levels, name) : LogLevel.Information;
        return new LogSettings(section, implementation, level, LoggingCatalog.Read(implementation, section));
    }
}
