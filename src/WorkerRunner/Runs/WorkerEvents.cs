using System.Text;
using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>
/// Counts the events that generic-worker prints as lines such as <c>WORKER_METRICS {"eventType":"taskStart",…}</c>, or has as the text of its log messages, once
/// somebody wants to know. What is no such line, or of too many types, is not counted.
/// </summary>
internal sealed class WorkerEvents
{
    private const int MostTypes = 50;
    private const int LongestType = 64;

    private readonly object gate = new();
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private volatile bool isWanted;

    private static ReadOnlySpan<byte> Mark => "WORKER_METRICS {"u8;

    /// <summary>How many there were of each type.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (gate) return new Dictionary<string, long>(counts, StringComparer.Ordinal);
        }
    }

    /// <summary>Begins to count.</summary>
    public void Begin() => isWanted = true;

    /// <summary>Looks at lines of the worker.</summary>
    public void Count(ReadOnlySpan<byte> lines)
    {
        if (!isWanted) return;
        while (lines.IndexOf(Mark) is >= 0 and var found)
        {
            // From the brace on, to the end of the line.
            lines = lines.Slice(found + Mark.Length - 1);
            var end = lines.IndexOf((byte)'\n');
            var json = end < 0 ? lines : lines.Slice(0, end);
            if (TypeOf(json) is { } type) Add(type);
            lines = lines.Slice(json.Length);
        }
    }

    /// <summary>Looks at a structured entry of the worker.</summary>
    /// <param name="body">A valid JSON object in UTF-8.</param>
    public void CountEntry(ReadOnlySpan<byte> body)
    {
        // In JSON the mark looks as it is.
        if (!isWanted || body.IndexOf(Mark) < 0) return;
        try
        {
            using var read = JsonInput.Parse(body.ToArray());
            if (read.RootElement.TryGetProperty("textPayload", out var text) && text.ValueKind == JsonValueKind.String) Count(Encoding.UTF8.GetBytes(text.GetString()!));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // The log says what is wrong with it.
        }
    }

    private void Add(string type)
    {
        lock (gate)
        {
            if (!counts.TryGetValue(type, out var count) && counts.Count >= MostTypes) return;
            counts[type] = count + 1;
        }
    }

    private static string? TypeOf(ReadOnlySpan<byte> json)
    {
        try
        {
            using var read = JsonInput.Parse(json.ToArray());
            return read.RootElement.TryGetProperty("eventType", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 and <= LongestType } text ? text : null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
