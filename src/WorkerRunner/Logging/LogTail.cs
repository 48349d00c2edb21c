using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// The newest entries of a log, secrets masked, for whoever looks into a run from outside. It waits for nobody: a reader that is behind is told
/// how many lines he missed.
/// </summary>
internal sealed class LogTail : ILogDestination
{
    /// <summary>How much is kept, in bytes.</summary>
    internal const int Capacity = 256 * 1024;

    // Of more at once the last lines are kept.
    private const int LongestEntry = Capacity / 4;
    private const int InitialBytes = 4 * 1024;
    private const int MostEntries = 2000;

    // How often it is looked whether a log that is followed is over.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly Queue<Place> places = new();
    private byte[] ring = [];
    private int used;
    private int end;
    private long newest;
    private long lines;
    private long bytes;
    private int waiting;
    private DateTimeOffset? lastOutput;

    /// <summary>False: a structured entry is kept as its text.</summary>
    public bool WantsBody => false;

    public LogLevel Least => LogLevel.Information;

    /// <summary>How many lines there were, kept or not.</summary>
    public long Lines
    {
        get
        {
            lock (gate) return lines;
        }
    }

    /// <summary>The number of the newest entry.</summary>
    public long Newest
    {
        get
        {
            lock (gate) return newest;
        }
    }

    /// <summary>How many bytes these had.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>When the worker said something last; null where it has not.</summary>
    public DateTimeOffset? LastOutput
    {
        get
        {
            lock (gate) return lastOutput;
        }
    }

    public void WaitForRoom()
    {
    }

    public bool Flush(TimeSpan limit) => true;

    public void Write(in LogEntry entry)
    {
        var count = LinesOf(entry.Text);
        lock (gate)
        {
            lines += count;
            bytes += entry.Text.Length;
            if (entry.Source != LogSource.Runner) lastOutput = entry.Time;
            var text = entry.Text;
            if (text.Length > LongestEntry)
            {
                text = LastLines(text);
                count = LinesOf(text);
            }
            MakeRoom(text.Length);
            places.Enqueue(new Place(entry.Time, entry.Source, entry.Level, text.Length, count));
            newest++;
            Append(text);
            if (waiting > 0) Monitor.PulseAll(gate);
        }
    }

    /// <summary>Gives the last lines, and those that come. It blocks while none does.</summary>
    /// <param name="count">How many of the last lines.</param>
    /// <param name="follows">Whether those that come are waited for; else it ends where the log was when it began.</param>
    /// <param name="isOver">Whether nothing more comes, or is wanted.</param>
    /// <param name="give">Takes a line.</param>
    /// <param name="onLost">Told how many entries are not there any more, where some are.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public void Follow(int count, bool follows, Func<bool> isOver, Action<TailEntry> give, Action<long>? onLost, CancellationToken cancellationToken)
    {
        var next = Before(count, out var skip);
        var last = follows ? long.MaxValue : Newest;
        while (true)
        {
            // Asked before the look: what is said until the end is still given.
            var isLast = isOver();
            var entries = TakeAfter(ref next, out var lost);
            if (lost > 0) onLost?.Invoke(lost);
            foreach (var line in entries.SelectMany(e => e.Split()))
                if (skip-- <= 0) give(line);
            if (entries.Count > 0 && next < last) continue;
            if (next >= last || isLast) return;
            cancellationToken.ThrowIfCancellationRequested();
            WaitAfter(next, Look);
        }
    }

    /// <summary>The number to begin with in order to read the last lines.</summary>
    /// <param name="count">How many.</param>
    /// <param name="skip">How many lines of the first entry are too many.</param>
    public long Before(int count, out int skip)
    {
        lock (gate)
        {
            var number = newest;
            var found = 0L;
            foreach (var place in places.Reverse())
            {
                if (found >= count) break;
                found += place.Lines;
                number--;
            }
            skip = (int)Math.Max(0, found - count);
            return number;
        }
    }

    /// <summary>The entries after one, without waiting; some of them where there are many.</summary>
    /// <param name="number">Its number; it becomes that of the last one that is given.</param>
    /// <param name="lost">How many entries after it are not there any more.</param>
    public IReadOnlyList<TailEntry> TakeAfter(ref long number, out long lost)
    {
        lock (gate)
        {
            var oldest = newest - places.Count;
            lost = Math.Max(0, oldest - number);
            number = Math.Max(number, oldest);
            var taken = new List<TailEntry>();
            var start = end - used;
            var size = 0;
            foreach (var place in places)
            {
                if (oldest++ >= number)
                {
                    if (size > LongestEntry) break;
                    taken.Add(new TailEntry(place.Time, place.Source, place.Level, TextAt(start, place.Length)));
                    size += place.Length;
                    number++;
                }
                start += place.Length;
            }
            return taken;
        }
    }

    /// <summary>Waits until there is an entry after one, or somebody calls <see cref="Wake"/>.</summary>
    public void WaitAfter(long number, TimeSpan limit)
    {
        lock (gate)
        {
            if (newest > number) return;
            waiting++;
            Monitor.Wait(gate, limit);
            waiting--;
        }
    }

    /// <summary>Ends the present waits.</summary>
    public void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    private static int LinesOf(ReadOnlySpan<byte> text)
    {
        var count = 1;
        for (var next = text.IndexOf((byte)'\n'); next >= 0; next = text.IndexOf((byte)'\n'))
        {
            text = text.Slice(next + 1);
            count++;
        }
        return count;
    }

    /// <summary>As many of the last lines as fit, and of a line that does not fit its end: what was masked is masked before.</summary>
    private static ReadOnlySpan<byte> LastLines(ReadOnlySpan<byte> text)
    {
        text = text.Slice(text.Length - LongestEntry);
        var first = text.IndexOf((byte)'\n');
        return first < 0 ? text : text.Slice(first + 1);
    }

    private void MakeRoom(int length)
    {
        while (used + length > ring.Length && ring.Length < Capacity) Grow();
        while (used + length > ring.Length || places.Count >= MostEntries) used -= places.Dequeue().Length;
    }

    private void Grow()
    {
        var larger = new byte[ring.Length == 0 ? InitialBytes : Math.Min(ring.Length * 2, Capacity)];
        CopyTo(larger, end - used, used);
        ring = larger;
        end = used;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        var atOnce = Math.Min(text.Length, ring.Length - end);
        text.Slice(0, atOnce).CopyTo(ring.AsSpan(end));
        text.Slice(atOnce).CopyTo(ring);
        used += text.Length;
        end = text.Length > atOnce ? text.Length - atOnce : end + atOnce;
    }

    private string TextAt(int start, int length)
    {
        var text = new byte[length];
        CopyTo(text, start, length);
        return Encoding.UTF8.GetString(text);
    }

    /// <param name="target">What is copied to.</param>
    /// <param name="start">Where it begins; less than nothing where it begins at the end of the ring.</param>
    /// <param name="length">How much.</param>
    private void CopyTo(byte[] target, int start, int length)
    {
        if (length == 0) return;
        if (start < 0) start += ring.Length;
        start %= ring.Length;
        var atOnce = Math.Min(length, ring.Length - start);
        Array.Copy(ring, start, target, 0, atOnce);
        Array.Copy(ring, 0, target, atOnce, length - atOnce);
    }

    private readonly record struct Place(DateTimeOffset Time, LogSource Source, LogLevel Level, int Length, int Lines);
}

/// <summary>One entry, or many lines of the worker at once.</summary>
/// <param name="Time">When it was said.</param>
/// <param name="Source">Who said it.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What was said, secrets masked, with <c>\n</c> between lines.</param>
internal sealed record TailEntry(DateTimeOffset Time, LogSource Source, LogLevel Level, string Text)
{
    /// <summary>Each line of a worker as an entry of its own; what the runner says is one.</summary>
    public IEnumerable<TailEntry> Split() => Source == LogSource.Runner ? [this] : Text.Split('\n').Select(line => this with { Text = line.TrimEnd('\r') });
}
