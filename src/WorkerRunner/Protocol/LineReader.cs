namespace WorkerRunner.Protocol;

/// <summary>
/// Splits what a worker says into messages and plain output, a block at a time: output passes in as few calls as possible, a line is
/// looked at only for whether it is a message. Memory is bounded whatever the worker says.
/// </summary>
/// <param name="input">What the worker says.</param>
/// <param name="receiver">Who takes it.</param>
/// <param name="beforeWaiting">Called when all that was read has been given, and the worker may say nothing for long.</param>
internal sealed class LineReader(Stream input, ILineReceiver receiver, Action? beforeWaiting = null)
{
    /// <summary>The longest line, in bytes with its line feed, that is taken whole; a message is never longer.</summary>
    public const int LongestLine = 1024 * 1024;

    private const int FirstBuffer = 64 * 1024;
    private const int Kept = LongestLine - FirstBuffer;

    private byte[] buffer = new byte[FirstBuffer];
    private int filled;
    private int searched;
    private long dropped;

    /// <summary>Reads until the worker says no more. Blocks: it has a thread of its own.</summary>
    /// <exception cref="IOException">The input broke.</exception>
    public void ReadToEnd()
    {
        int read;
        while ((read = input.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            ProcessWholeLines();
            MakeRoom();
            beforeWaiting?.Invoke();
        }
        if (dropped > 0) Cut(filled);
        else if (filled > 0) Process(0, filled);
    }

    private void ProcessWholeLines()
    {
        var added = buffer.AsSpan(searched, filled - searched);
        var last = added.LastIndexOf((byte)'\n');
        if (last < 0)
        {
            searched = filled;
            return;
        }

        var start = 0;
        if (dropped > 0)
        {
            var end = searched + added.IndexOf((byte)'\n');
            Cut(end);
            start = end + 1;
        }

        var wholeLines = searched + last;
        if (start <= wholeLines) Process(start, wholeLines);
        var rest = filled - wholeLines - 1;
        Buffer.BlockCopy(buffer, wholeLines + 1, buffer, 0, rest);
        filled = rest;
        searched = rest;
    }

    /// <summary>A full buffer without a line's end grows up to the longest line; what comes then is counted and dropped.</summary>
    private void MakeRoom()
    {
        if (filled < buffer.Length) return;
        if (buffer.Length < LongestLine)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
            return;
        }

        // The kept part stays at the front; the rest of the buffer is read into over and over.
        dropped += filled - Kept;
        filled = Kept;
        searched = Kept;
    }

    /// <summary>Ends a line of which only the first part was kept.</summary>
    private void Cut(int end)
    {
        receiver.OnCut(buffer.AsSpan(0, Kept), dropped + end - Kept);
        dropped = 0;
    }

    /// <summary>The lines from <paramref name="start"/> to before <paramref name="end"/>, where a line ends.</summary>
    private void Process(int start, int end)
    {
        var outputStart = start;
        while (start <= end)
        {
            var line = buffer.AsSpan(start, end - start);
            var newline = line.IndexOf((byte)'\n');
            var next = newline < 0 ? end + 1 : start + newline + 1;
            if (newline >= 0) line = line.Slice(0, newline);
            if (MayBeMessage(line, out var jsonStart, out var jsonLength))
            {
                // What was said before a message is passed on before it.
                Output(outputStart, start);
                if (receiver.OnMessage(buffer.AsMemory(start + jsonStart, jsonLength))) outputStart = next;
                else outputStart = start;
            }
            start = next;
        }
        Output(outputStart, end + 1);
    }

    /// <summary>Passes on the lines from <paramref name="start"/> to before <paramref name="end"/>, where the next one begins.</summary>
    private void Output(int start, int end)
    {
        if (end > start) receiver.OnOutput(buffer.AsSpan(start, end - start - 1));
    }

    /// <summary>
    /// The protocol's own test: trimmed of white space, at least three bytes, beginning with <c>~{</c>, ending with <c>}</c>.
    /// </summary>
    private static bool MayBeMessage(ReadOnlySpan<byte> line, out int jsonStart, out int jsonLength)
    {
        jsonStart = 0;
        jsonLength = 0;
        var start = 0;
        while (start < line.Length && IsSpace(line[start])) start++;
        if (line.Length - start < 3 || line[start] != '~' || line[start + 1] != '{') return false;
        var end = line.Length;
        while (IsSpace(line[end - 1])) end--;
        if (line[end - 1] != '}') return false;
        jsonStart = start + 1;
        jsonLength = end - jsonStart;
        return true;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or >= 9 and <= 13;
}
