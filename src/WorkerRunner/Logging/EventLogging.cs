using WorkerRunner.Machine.Windows;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>The <c>eventlog</c> logging: events in the Application log of Windows.</summary>
internal static class EventLogging
{
    public const string Name = "eventlog";

    public static readonly IReadOnlyList<string> Keys = [SourceKey];

    private const string SourceKey = "source";
    private const string DefaultSource = "WorkerRunner";

    /// <exception cref="RunnerConfigException">This is not Windows, or the source's name is none.</exception>
    public static LogPlace Read(ConfigSection section)
    {
        // In this form the native program for other systems has nothing of what follows.
        if (!OperatingSystem.IsWindows())
            throw section.Error("implementation", $"{section.PathOf("implementation")} {Name} is available on Windows only.", "Use stdio, which systemd keeps in its journal, or file or json.");
        var source = section.Has(SourceKey) ? section.RequiredString(SourceKey) : DefaultSource;
        if (source.Contains('\\')) throw section.Error(SourceKey, $"{section.PathOf(SourceKey)} names a registry key, which cannot contain a backslash.");
        return new LogPlace(
            $"event log ({source})", () => new EventLogFormat(), (log, _) => new EventLogStream(new WindowsEventLog(source, () => log.Write(Messages.EventSourceMissing(source)))))
        {
            // Whoever floods the event log does not wait for it.
            Patience = TimeSpan.Zero,
        };
    }
}
