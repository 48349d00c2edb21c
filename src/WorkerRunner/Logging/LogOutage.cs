using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// The failures of a destination: a write that fails, on a full disk say, begins an outage; what comes meanwhile is counted and let go, from
/// time to time it is tried again, and a line in its place says how much is missing. Its owner calls one method at a time.
/// </summary>
/// <param name="name">What reports call the destination.</param>
/// <param name="time">The clock.</param>
/// <param name="mayTearLines">Whether a write that fails may have written half a line, which ends before the next one then.</param>
internal sealed class LogOutage(string name, TimeProvider time, bool mayTearLines)
{
    /// <summary>How long nothing is tried after a failure.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private long lost;
    private long lostInNote;
    private DateTimeOffset? began;
    private long failedAt;

    /// <summary>Whether nothing is tried for now.</summary>
    public bool IsPausing => began is not null && time.GetElapsedTime(failedAt) < Pause;

    /// <summary>Counts lines that are let go.</summary>
    public void Lose(long lines) => lost += lines;

    /// <summary>Where lines are missing, a line says so. It counts as said only when it is written.</summary>
    public void NoteLost(DateTimeOffset at, ILogFormat format, ByteBuffer output)
    {
        if (lost == 0 || lostInNote > 0) return;
        if (began is not null && mayTearLines) output.Append(format.End);
        lostInNote = lost;
        var note = Messages.LinesDropped(lost);
        format.Append(new LogEntry { Time = at, Level = note.Level, EventId = note.Id, Text = Encoding.UTF8.GetBytes(note.Text) }, output);
    }

    /// <summary>Takes note of a write that failed.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="failedLines">How many lines, or ends of lines, were not written.</param>
    /// <returns>What is to be said about it; null where that is said already.</returns>
    public LogMessage? Failed(IOException failure, long failedLines)
    {
        // The line about missing ones, and the end of a torn one before it, are none of them.
        if (lostInNote > 0) failedLines = Math.Max(0, failedLines - (mayTearLines && began is not null ? 2 : 1));
        lostInNote = 0;
        lost += failedLines;
        failedAt = time.GetTimestamp();
        if (began is not null) return null;
        began = time.GetUtcNow();
        return Messages.LogCannotBeWritten(name, failure.Message.TrimEnd('.'), Pause);
    }

    /// <summary>Takes note of a write that succeeded.</summary>
    /// <returns>What is to be said about it, where an outage has ended by that.</returns>
    public LogMessage? Succeeded()
    {
        var missing = lostInNote;
        lost -= missing;
        lostInNote = 0;
        if (began is not { } since) return null;
        began = null;
        return Messages.LogCanBeWrittenAgain(name, missing, since);
    }
}
