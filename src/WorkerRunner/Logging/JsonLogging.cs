using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>The <c>json</c> logging: one object a line, on stderr or in a file that is rotated.</summary>
internal static class JsonLogging
{
    public const string Name = "json";

    public static LogPlace Read(ConfigSection section)
    {
        if (section.Has("path")) return FileLogging.Read(section, section.RequiredString("path"), () => new JsonLogFormat());
        if (FileLogging.FirstKeyOfFile(section) is { } key)
            throw section.Error(key, $"{section.PathOf(key)} applies to a file, but {section.PathOf("path")} is missing.", "Add the path, or remove this key.");
        return new LogPlace(LogPlace.StandardError, () => new JsonLogFormat(), (log, _) => LoggingCatalog.OpenStandardError(log));
    }
}
