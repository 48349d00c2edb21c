using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// The log of a run: the runner's own <see cref="Messages"/>, and the worker's words. It is there before a configuration says where it goes:
/// what is said until then is kept for the destinations that are opened.
/// </summary>
internal sealed class RunLog
{
    private const int MostKept = 100;

    private readonly object gate = new();
    private readonly TimeProvider time;
    private readonly ILogDestination[] own;
    private readonly LogDestinations destinations;
    private List<(DateTimeOffset Time, LogMessage Message)>? kept;

    /// <summary>Makes a log whose destinations are known, and that no configuration adds to.</summary>
    /// <param name="time">Where entries get their time from.</param>
    /// <param name="destinations">Where they go.</param>
    public RunLog(TimeProvider time, params ILogDestination[] destinations)
    {
        this.time = time;
        own = destinations;
        this.destinations = new LogDestinations(Secrets, [Tail, .. destinations]);
        Worker = new WorkerLog(time, this.destinations);
    }

    /// <summary>Makes a log that a configuration adds destinations to.</summary>
    /// <param name="time">Where entries get their time from.</param>
    /// <param name="standardError">Stderr, as whoever starts the run has it.</param>
    /// <param name="own">
    /// Where entries go whatever is configured; such a destination stands for <c>stdio</c>. Without one, entries go to stderr where
    /// nothing is configured.
    /// </param>
    public RunLog(TimeProvider time, StandardError standardError, params ILogDestination[] own)
        : this(time, own)
    {
        StandardError = standardError;
        kept = [];
    }

    /// <summary>Where entries go.</summary>
    public IReadOnlyList<ILogDestination> Destinations => destinations.All;

    /// <summary>The newest entries, whatever is configured.</summary>
    internal LogTail Tail { get; } = new();

    /// <summary>Knows the secrets of this run.</summary>
    public SecretMasker Secrets { get; } = new();

    /// <summary>Takes what the worker says.</summary>
    public WorkerLog Worker { get; }

    /// <summary>Stderr; null where nobody said what it is.</summary>
    internal StandardError? StandardError { get; }

    /// <summary>Whether there are destinations whatever is configured, which stand for <c>stdio</c>.</summary>
    internal bool HasOwnDestinations => own.Length > 0;

    /// <summary>Gets through the lock that every message has to get through.</summary>
    public void Touch()
    {
        lock (gate)
        {
        }
    }

    /// <summary>Whether any destination takes entries of that level: what nobody wants need not be put together.</summary>
    public bool Wants(LogLevel level) => destinations.Want(level);

    /// <summary>Says something. Nothing in it may be secret but what <see cref="Secrets"/> knows.</summary>
    public void Write(LogMessage message)
    {
        lock (gate)
        {
            var now = Keep(message);
            if (Wants(message.Level)) destinations.Write(now, message);
        }
    }

    /// <summary>
    /// Says why a run ends, to what is configured: whoever has destinations of its own shows the error itself.
    /// </summary>
    internal void EndsWith(WorkerRunnerException error)
    {
        lock (gate)
        {
            var message = Messages.RunFailed(error);
            destinations.Write(Keep(message), message, Array.FindAll(destinations.All, d => Array.IndexOf(own, d) < 0));
        }
    }

    /// <summary>Opens what is configured, once: later calls change nothing. What was said before goes there too.</summary>
    internal void Open(IReadOnlyList<LogSettings> settings, Surroundings surroundings, TimeProvider time)
    {
        lock (gate)
        {
            if (kept is null) return;
            var said = kept;
            kept = null;
            var opened = LoggingCatalog.Open(settings, this, surroundings, time);
            foreach (var (at, message) in said) destinations.Write(at, message, opened);
            destinations.All = [Tail, .. own, .. opened];
        }
    }

    /// <summary>Flushes, and closes what was opened.</summary>
    /// <param name="surroundings">Where the run takes place.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limit">See <see cref="Flush"/>.</param>
    internal void Close(Surroundings surroundings, TimeProvider time, TimeSpan limit)
    {
        if (own.Length == 0) Open([], surroundings, time);
        Flush(limit);
        foreach (var destination in destinations.All)
            if (Array.IndexOf(own, destination) < 0) (destination as IDisposable)?.Dispose();
    }

    /// <inheritdoc cref="ILogDestination.Flush"/>
    public bool Flush(TimeSpan limit)
    {
        var all = true;
        foreach (var destination in destinations.All) all &= destination.Flush(limit);
        return all;
    }

    /// <summary>Keeps a message for destinations that are still to be opened.</summary>
    /// <returns>When it was said.</returns>
    private DateTimeOffset Keep(LogMessage message)
    {
        var now = time.GetLocalNow();
        if (kept is { Count: < MostKept }) kept.Add((now, message));
        return now;
    }
}
