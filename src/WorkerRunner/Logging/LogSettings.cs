using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>One log destination as a runner configuration names it: read and checked, not open yet.</summary>
public sealed class LogSettings
{
    internal const string LevelKey = "level";

    internal static readonly string[] Levels = ["debug", "verbose", "information", "warning", "error"];

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
    /// <param name="fullPath">Tells which of two paths are the same file.</param>
    /// <exception cref="RunnerConfigException">A key is missing, of the wrong type, or not to be had here; or two destinations are the same.</exception>
    internal static IReadOnlyList<LogSettings> ReadAll(ConfigSection file, Func<string, string> fullPath)
    {
        var all = new List<LogSettings>();
        foreach (var section in file.OptionalSections("logging"))
        {
            if (Read(section) is not { } settings) continue;
            if (all.Find(s => s.Place.IsSame(settings.Place, fullPath)) is not { } same) all.Add(settings);
            else section.Fail(0, section.Error("implementation", $"{section.Name} writes to {settings.Place.Target}, as {same.section.Name} does.", "Change or remove one of them."));
        }
        return all;
    }

    /// <summary>Warns of each key that is not known.</summary>
    internal void WarnOfOtherKeys() => section.WarnOfOthers(["implementation", LevelKey, .. LoggingCatalog.Keys(Implementation)]);

    /// <summary>Reports what would keep a file of it from being written, without writing it.</summary>
    internal void Check(Surroundings surroundings)
    {
        if (section.OptionalString("path") is { } path) FilePlace.Check(section, "path", path, surroundings);
    }

    /// <summary>The implementation and level, as in <c>file (verbose)</c>.</summary>
    public override string ToString() => $"{Implementation} ({NameOf(Level)})";

    /// <returns>Null where that cannot be read and errors are collected.</returns>
    private static LogSettings? Read(ConfigSection section)
    {
        var implementation = section.RequiredName("implementation", LoggingCatalog.Names);
        var level = section.OptionalName(LevelKey, Levels) is { } name ? LogLevel.Debug + Array.IndexOf(Levels, name) : LogLevel.Information;
        LogPlace? place = null;
        if (implementation.Length > 0) section.Try("implementation", () => place = LoggingCatalog.Read(implementation, section));
        return place is null ? null : new LogSettings(section, implementation, level, place);
    }
}
