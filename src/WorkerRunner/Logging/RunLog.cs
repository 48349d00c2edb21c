using System.Text;
using System.Text.Json;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// The one path that every log entry takes: masks secrets, then hands it to each destination. The log is there before a configuration says
/// where it goes: what is said until then is kept for the destinations that are opened.
/// </summary>
internal sealed class RunLog
{
    private const int LargestBurst = 32 * 1024;
    private const int MostKept = 100;

    private readonly object gate = new();
    private readonly TimeProvider time;
    private readonly ILogDestination[] own;
    private readonly ByteBuffer masked = new(256);
    private readonly ByteBuffer burst = new(256);
    private readonly StructuredText structuredText = new();
    private volatile ILogDestination[] destinations;
    private List<(DateTimeOffset Time, LogLevel Level, string Message)>? kept;

    /// <summary>Makes a log whose destinations are known, and that no configuration adds to.</summary>
    /// <param name="time">Where entries get their time from.</param>
    /// <param name="destinations">Where they go.</param>
    public RunLog(TimeProvider time, params ILogDestination[] destinations)
    {
        this.time = time;
        own = destinations;
        this.destinations = [Tail, .. destinations];
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
    public IReadOnlyList<ILogDestination> Destinations => destinations;

    /// <summary>The newest entries, whatever is configured.</summary>
    internal LogTail Tail { get; } = new();

    /// <summary>Knows the secrets of this run.</summary>
    public SecretMasker Secrets { get; } = new();

    /// <summary>Stderr; null where nobody said what it is.</summary>
    internal StandardError? StandardError { get; }

    /// <summary>Whether there are destinations whatever is configured, which stand for <c>stdio</c>.</summary>
    internal bool HasOwnDestinations => own.Length > 0;

    /// <summary>Whether any destination takes entries of that level: what nobody wants need not be put together.</summary>
    public bool Wants(LogLevel level) => Array.Exists(destinations, d => d.Least <= level);

    /// <summary>Shows a request or an answer. Nothing in it may be secret but what <see cref="Secrets"/> knows.</summary>
    public void Debug(string message) => Write(LogLevel.Debug, message);

    /// <summary>Tells what is asked, found, merged, written and waited for.</summary>
    public void Verbose(string message) => Write(LogLevel.Verbose, message);

    /// <summary>Says what happens.</summary>
    public void Information(string message) => Write(LogLevel.Information, message);

    /// <summary>Points at something to look at, though the run goes on.</summary>
    public void Warning(string message) => Write(LogLevel.Warning, message);

    /// <summary>Says that something failed.</summary>
    public void Error(string message) => Write(LogLevel.Error, message);

    /// <summary>
    /// Says why a run ends, to what is configured: whoever has destinations of its own shows the error itself.
    /// </summary>
    internal void EndsWith(WorkerRunnerException error) => WriteConfigured(LogLevel.Error, error.ToLogLine());

    /// <summary>Opens what is configured, once: later calls change nothing. What was said before goes there too.</summary>
    internal void Open(IReadOnlyList<LogSettings> settings, Surroundings surroundings, TimeProvider time)
    {
        lock (gate)
        {
            if (kept is null) return;
            var said = kept;
            kept = null;
            var opened = LoggingCatalog.Open(settings, this, surroundings, time);
            foreach (var (at, level, message) in said) Write(opened, at, LogSource.Runner, level, Encoding.UTF8.GetBytes(message), body: null);
            destinations = [Tail, .. own, .. opened];
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
        foreach (var destination in destinations)
            if (Array.IndexOf(own, destination) < 0) (destination as IDisposable)?.Dispose();
    }

    /// <summary>Passes on output of the worker: whole lines, with <c>\n</c> between them and none at the end.</summary>
    public void WorkerLines(ReadOnlySpan<byte> lines)
    {
        EndBurst();
        WriteWorkers(LogSource.Worker, lines, body: null);
    }

    /// <summary>Passes on what the worker wrote to stderr, in the same form.</summary>
    public void WorkerErrorLines(ReadOnlySpan<byte> lines) => WriteWorkers(LogSource.WorkerError, lines, body: null);

    /// <summary>Passes on a structured entry of the worker.</summary>
    /// <param name="body">A valid JSON object in UTF-8.</param>
    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    /// <exception cref="FormatException">A number in it is too large.</exception>
    internal void WorkerEntry(ReadOnlySpan<byte> body)
    {
        var structured = WantsBody ? Masked(Tree(body)) : null;
        lock (burst)
        {
            EndBurst();
            AppendToBurst(body);
            EndBurst(structured);
        }
    }

    /// <summary>
    /// Passes on a structured entry that others may follow at once: where it is only text, they go on together, at the latest with
    /// <see cref="EndBurst()"/>.
    /// </summary>
    /// <inheritdoc cref="WorkerEntry"/>
    internal void WorkerEntryOfBurst(ReadOnlySpan<byte> body)
    {
        if (WantsBody)
        {
            WorkerEntry(body);
            return;
        }

        lock (burst)
        {
            AppendToBurst(body);
            if (burst.Length > LargestBurst) EndBurst();
        }
    }

    /// <summary>Passes on what waits for more entries: nothing may follow for long, or something else does.</summary>
    internal void EndBurst() => EndBurst(body: null);

    /// <inheritdoc cref="ILogDestination.Flush"/>
    public bool Flush(TimeSpan limit)
    {
        var all = true;
        foreach (var destination in destinations) all &= destination.Flush(limit);
        return all;
    }

    private bool WantsBody => Array.Exists(destinations, d => d.WantsBody && d.Least <= LogLevel.Information);

    private void AppendToBurst(ReadOnlySpan<byte> body)
    {
        var before = burst.Length;
        try
        {
            if (before > 0) burst.Append((byte)'\n');
            structuredText.Append(body, burst);
        }
        catch (InvalidOperationException)
        {
            burst.Truncate(before);
            throw;
        }
    }

    private void EndBurst(ConfigObject? body)
    {
        lock (burst)
        {
            if (burst.Length == 0) return;
            WriteWorkers(LogSource.Worker, burst.Written, body);
            burst.Clear();
        }
    }

    internal void Write(LogLevel level, string message)
    {
        lock (gate)
        {
            var now = time.GetLocalNow();
            if (kept is { Count: < MostKept }) kept.Add((now, level, message));
            if (Wants(level)) Write(destinations, now, LogSource.Runner, level, Encoding.UTF8.GetBytes(message), body: null);
        }
    }

    private void WriteConfigured(LogLevel level, string message)
    {
        lock (gate)
        {
            var now = time.GetLocalNow();
            if (kept is { Count: < MostKept }) kept.Add((now, level, message));
            var configured = Array.FindAll(destinations, d => Array.IndexOf(own, d) < 0);
            Write(configured, now, LogSource.Runner, level, Encoding.UTF8.GetBytes(message), body: null);
        }
    }

    private void WriteWorkers(LogSource source, ReadOnlySpan<byte> text, ConfigObject? body)
    {
        foreach (var destination in destinations)
            if (destination.Least <= LogLevel.Information) destination.WaitForRoom();

        lock (gate) Write(destinations, time.GetLocalNow(), source, LogLevel.Information, text, body);
    }

    private void Write(
        ILogDestination[] receivers, DateTimeOffset at, LogSource source, LogLevel level, ReadOnlySpan<byte> text, ConfigObject? body)
    {
        masked.Clear();
        var entry = new LogEntry
        {
            Time = at,
            Source = source,
            Level = level,
            Text = Secrets.TryMask(text, masked) ? masked.Written : text,
            Body = body,
        };
        foreach (var receiver in receivers)
            if (receiver.Least <= level) receiver.Write(entry);
    }

    private static ConfigObject Tree(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, JsonProperties.Options);
        return ConfigJson.ReadObject(JsonElement.ParseValue(ref reader));
    }

    private ConfigObject Masked(ConfigObject body) =>
        new(body.Select(e => new KeyValuePair<string, object?>(Secrets.Mask(e.Key), Masked(e.Value))));

    private object? Masked(object? value) => value switch
    {
        string text => Secrets.Mask(text),
        ConfigObject o => Masked(o),
        ConfigArray a => new ConfigArray(a.Select(Masked)),
        _ => value,
    };
}

/// <summary>Standard error, as whoever starts a run has it: the domain knows no console.</summary>
/// <param name="Open">Opens it; called when a log first goes there.</param>
/// <param name="IsReady">See <see cref="StreamLogDestination"/>.</param>
internal sealed record StandardError(Func<Stream> Open, Func<bool>? IsReady = null);
