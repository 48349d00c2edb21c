using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>The <c>file</c> logging: lines of text in a file that is rotated.</summary>
internal static class FileLogging
{
    public const string Name = "file";

    public static readonly IReadOnlyList<string> Keys = ["path", SizeKey, CountKey];

    private const string SizeKey = "maxSize";
    private const string CountKey = "maxFiles";
    private const long DefaultSize = 10 * 1024 * 1024;
    private const long SmallestSize = 1024;
    private const int DefaultCount = 5;
    private const int LargestCount = 1000;

    public static LogPlace Read(ConfigSection section) => Read(section, section.RequiredString("path"), () => new TextLogFormat());

    /// <summary>A file in some format.</summary>
    /// <exception cref="RunnerConfigException">A key is of the wrong type or size.</exception>
    public static LogPlace Read(ConfigSection section, string path, Func<ILogFormat> format)
    {
        var size = section.OptionalSize(SizeKey, SmallestSize) ?? DefaultSize;
        var count = (int)(section.OptionalWhole(CountKey, 1, LargestCount) ?? DefaultCount);
        return new LogPlace(path, format, (_, surroundings) => new RotatingLogFile(() => surroundings.FullPath(path), size, count, surroundings.Machine.Files)) { IsFile = true };
    }

    /// <summary>The first key that says something about a file, where there is none.</summary>
    public static string? FirstKeyOfFile(ConfigSection section) => Array.Find([SizeKey, CountKey], section.Has);
}
