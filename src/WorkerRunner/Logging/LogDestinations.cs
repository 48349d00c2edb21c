using System.Text;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>Where a log's entries go, and the one path that they take: secrets are masked, then each destination gets its own.</summary>
/// <param name="secrets">Knows the secrets.</param>
/// <param name="known">The destinations that are known at once.</param>
internal sealed class LogDestinations(SecretMasker secrets, ILogDestination[] known)
{
    private readonly object gate = new();
    private readonly ByteBuffer masked = new(256);
    private volatile ILogDestination[] all = known;

    /// <summary>All of them; never changed in place.</summary>
    public ILogDestination[] All
    {
        get => all;
        set => all = value;
    }

    /// <summary>Whether one uses structured entries of the worker.</summary>
    public bool WantBody => Array.Exists(all, d => d.WantsBody && d.Least <= LogLevel.Information);

    /// <summary>Whether one takes entries of that level.</summary>
    public bool Want(LogLevel level) => Array.Exists(all, d => d.Least <= level);

    /// <summary>Writes a message of the runner's own.</summary>
    /// <param name="at">When it was said.</param>
    /// <param name="message">The message.</param>
    /// <param name="receivers">Some of the destinations, or those that are opened just now; null for all.</param>
    public void Write(DateTimeOffset at, LogMessage message, ILogDestination[]? receivers = null)
    {
        lock (gate)
        {
            var entry = new LogEntry { Time = at, Level = message.Level, EventId = message.Id, Duration = message.Duration, Text = Masked(Encoding.UTF8.GetBytes(message.Text)) };
            foreach (var receiver in receivers ?? all)
                if (receiver.Least <= message.Level) receiver.Write(entry);
        }
    }

    /// <summary>Writes what the worker said, once the destinations have room for it.</summary>
    /// <param name="time">The clock: it is said when it is written.</param>
    /// <param name="source">How it was said.</param>
    /// <param name="text">See <see cref="LogEntry.Text"/>.</param>
    /// <param name="body">See <see cref="LogEntry.Body"/>; masked already.</param>
    public void WriteWorkers(TimeProvider time, LogSource source, ReadOnlySpan<byte> text, ConfigObject? body)
    {
        foreach (var destination in all)
            if (destination.Least <= LogLevel.Information) destination.WaitForRoom();

        lock (gate)
        {
            var entry = new LogEntry { Time = time.GetLocalNow(), Source = source, Level = LogLevel.Information, Text = Masked(text), Body = body };
            foreach (var receiver in all)
                if (receiver.Least <= LogLevel.Information) receiver.Write(entry);
        }
    }

    /// <summary>A structured entry without its secrets.</summary>
    public ConfigObject Masked(ConfigObject body) =>
        new(body.Select(e => new KeyValuePair<string, object?>(secrets.Mask(e.Key), Masked(e.Value))));

    private object? Masked(object? value) => value switch
    {
        string text => secrets.Mask(text),
        ConfigObject o => Masked(o),
        ConfigArray a => new ConfigArray(a.Select(Masked)),
        _ => value,
    };

    private ReadOnlySpan<byte> Masked(ReadOnlySpan<byte> text)
    {
        masked.Clear();
        return secrets.TryMask(text, masked) ? masked.Written : text;
    }
}
