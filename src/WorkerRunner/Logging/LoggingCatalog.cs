using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>The log destinations that a runner configuration can name: a further one is a class and a line here.</summary>
internal static class LoggingCatalog
{
    private const string Standard = "stdio";

    private static readonly Dictionary<string, (Func<ConfigSection, LogPlace> Read, IReadOnlyList<string> Keys)> Destinations = new(StringComparer.Ordinal)
    {
        [Standard] = (_ => StandardPlace, []),
        [FileLogging.Name] = (FileLogging.Read, FileLogging.Keys),
        [JsonLogging.Name] = (JsonLogging.Read, FileLogging.Keys),
        [EventLogging.Name] = (EventLogging.Read, EventLogging.Keys),
    };

    /// <summary>The names, as <c>logging.implementation</c> takes them.</summary>
    public static IReadOnlyCollection<string> Names => Destinations.Keys;

    /// <summary>The keys that a destination may have, beside <c>implementation</c> and <c>level</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such implementation.</exception>
    public static IReadOnlyList<string> Keys(string implementation) => Destinations[implementation].Keys;

    private static LogPlace StandardPlace => new(LogPlace.StandardError, () => new TextLogFormat(), (log, _) => OpenStandardError(log));

    /// <exception cref="RunnerConfigException">A key is missing, of the wrong type, or the destination is not to be had here.</exception>
    internal static LogPlace Read(string implementation, ConfigSection section) => Destinations[implementation].Read(section);

    /// <summary>
    /// Makes the destinations of a log. Where nothing goes to stderr and nobody else shows the log, errors go there all the same, those of a
    /// destination too.
    /// </summary>
    internal static ILogDestination[] Open(IReadOnlyList<LogSettings> settings, RunLog log, Surroundings surroundings, TimeProvider time)
    {
        var opened = new List<ILogDestination>();
        foreach (var one in settings)
            if (one.Implementation != Standard || !log.HasOwnDestinations)
                opened.Add(Make(one.Place, one.Level, settings.Count == 1, log, surroundings, time));

        var showsErrors = log.HasOwnDestinations;
        foreach (var one in settings) showsErrors |= one.Place.Target == LogPlace.StandardError;
        if (!showsErrors) opened.Add(Make(StandardPlace, settings.Count == 0 ? LogLevel.Information : LogLevel.Error, settings.Count == 0, log, surroundings, time));
        return [.. opened];
    }

    internal static Stream OpenStandardError(RunLog log) => log.StandardError?.Open() ?? Stream.Null;

    /// <summary>Stderr is waited for as long as it takes where it is all there is; with others beside it, it does not hold those up.</summary>
    private static StreamLogDestination Make(LogPlace place, LogLevel least, bool isOnly, RunLog log, Surroundings surroundings, TimeProvider time)
    {
        var isStandardError = place.Target == LogPlace.StandardError;
        return new StreamLogDestination(place.Open(log, surroundings), isStandardError ? log.StandardError?.IsReady : null)
        {
            Name = place.Target,
            Format = place.Format(),
            Least = least,
            Patience = isStandardError && isOnly ? null : place.Patience,
            MayTearLines = isStandardError,
            Time = time,
            Report = log.Write,
        };
    }
}
