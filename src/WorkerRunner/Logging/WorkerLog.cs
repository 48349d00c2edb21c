using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>The worker's part of a log: lines of its output, and structured entries, of which those that follow each other closely go on together.</summary>
/// <param name="time">Where entries get their time from.</param>
/// <param name="destinations">Where they go.</param>
internal sealed class WorkerLog(TimeProvider time, LogDestinations destinations)
{
    private const int LargestBurst = 32 * 1024;

    private readonly ByteBuffer burst = new(256);
    private readonly StructuredText structuredText = new();

    /// <summary>Passes on output: whole lines, with <c>\n</c> between them and none at the end.</summary>
    public void Lines(ReadOnlySpan<byte> lines)
    {
        EndBurst();
        destinations.WriteWorkers(time, LogSource.Worker, lines, body: null);
    }

    /// <summary>Passes on what the worker wrote to stderr, in the same form.</summary>
    public void ErrorLines(ReadOnlySpan<byte> lines) => destinations.WriteWorkers(time, LogSource.WorkerError, lines, body: null);

    /// <summary>Passes on a structured entry.</summary>
    /// <param name="body">A valid JSON object in UTF-8.</param>
    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    /// <exception cref="FormatException">A number in it is too large.</exception>
    public void Entry(ReadOnlySpan<byte> body)
    {
        var structured = destinations.WantBody ? destinations.Masked(Tree(body)) : null;
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
    /// <inheritdoc cref="Entry"/>
    public void EntryOfBurst(ReadOnlySpan<byte> body)
    {
        if (destinations.WantBody)
        {
            Entry(body);
            return;
        }

        lock (burst)
        {
            AppendToBurst(body);
            if (burst.Length > LargestBurst) EndBurst();
        }
    }

    /// <summary>Passes on what waits for more entries: nothing may follow for long, or something else does.</summary>
    public void EndBurst() => EndBurst(body: null);

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
            destinations.WriteWorkers(time, LogSource.Worker, burst.Written, body);
            burst.Clear();
        }
    }

    private static ConfigObject Tree(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, JsonProperties.Options);
        return ConfigJson.ReadObject(JsonElement.ParseValue(ref reader));
    }
}
