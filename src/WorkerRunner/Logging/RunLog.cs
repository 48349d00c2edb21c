using System.Text;
using System.Text.Json;
using WorkerRunner.Configuration;

namespace WorkerRunner.Logging;

/// <summary>The one path that every log entry takes: masks secrets, then hands it to each destination.</summary>
public sealed class RunLog
{
    private const int LargestBurst = 32 * 1024;

    private readonly object gate = new();
    private readonly TimeProvider time;
    private readonly bool wantsBody;
    private readonly ByteBuffer masked = new(256);
    private readonly ByteBuffer burst = new(256);
    private readonly StructuredText structuredText = new();

    /// <summary>Makes a log.</summary>
    /// <param name="time">Where entries get their time from.</param>
    /// <param name="destinations">Where they go.</param>
    public RunLog(TimeProvider time, params ILogDestination[] destinations)
    {
        this.time = time;
        Destinations = destinations;
        wantsBody = Array.Exists(destinations, d => d.WantsBody);
    }

    /// <summary>Where entries go.</summary>
    public IReadOnlyList<ILogDestination> Destinations { get; }

    /// <summary>Knows the secrets of this run.</summary>
    public SecretMasker Secrets { get; } = new();

    /// <summary>Says what happens.</summary>
    public void Information(string message) => Write(LogLevel.Information, message);

    /// <summary>Points at something to look at, though the run goes on.</summary>
    public void Warning(string message) => Write(LogLevel.Warning, message);

    /// <summary>Says that something failed.</summary>
    public void Error(string message) => Write(LogLevel.Error, message);

    /// <summary>Passes on output of the worker: whole lines, with <c>\n</c> between them and none at the end.</summary>
    public void WorkerLines(ReadOnlySpan<byte> lines)
    {
        EndBurst();
        Write(LogSource.Worker, LogLevel.Information, lines, body: null);
    }

    /// <summary>Passes on a structured entry of the worker.</summary>
    /// <param name="body">A valid JSON object in UTF-8.</param>
    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    /// <exception cref="FormatException">A number in it is too large.</exception>
    internal void WorkerEntry(ReadOnlySpan<byte> body)
    {
        var structured = wantsBody ? Masked(Tree(body)) : null;
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
        if (wantsBody)
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
        foreach (var destination in Destinations) all &= destination.Flush(limit);
        return all;
    }

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
            Write(LogSource.Worker, LogLevel.Information, burst.Written, body);
            burst.Clear();
        }
    }

    private void Write(LogLevel level, string message) => Write(LogSource.Runner, level, Encoding.UTF8.GetBytes(message), body: null);

    private void Write(LogSource source, LogLevel level, ReadOnlySpan<byte> text, ConfigObject? body)
    {
        if (source == LogSource.Worker)
            foreach (var destination in Destinations) destination.WaitForRoom();

        lock (gate)
        {
            masked.Clear();
            var entry = new LogEntry
            {
                Time = time.GetLocalNow(),
                Source = source,
                Level = level,
                Text = Secrets.TryMask(text, masked) ? masked.Written : text,
                Body = body,
            };
            foreach (var destination in Destinations) destination.Write(entry);
        }
    }

    private static ConfigObject Tree(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
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
