namespace WorkerRunner.Logging;

/// <summary>
/// Finds which of many byte sequences comes first in a text, in one pass that looks at a fraction of the text's bytes: the algorithm of Wu
/// and Manber ("A fast algorithm for multi-pattern searching", 1994) with blocks of two bytes. A window no longer than the shortest
/// sequence moves over the text; the block at its end tells how far it can move on without passing by a sequence's beginning.
/// </summary>
internal sealed class PatternSet
{
    private const int BlockLength = 2;

    // A table this much larger than the number of blocks in it is mostly empty, which is what makes the window move fast.
    private const int Sparseness = 16;

    // More entries than there are blocks would help nobody.
    private const int AllBlocks = 1 << 16;

    // A longer one would move further, but over larger tables.
    private const int LongestWindow = 16;

    private readonly byte[][] patterns;
    private readonly int window;
    private readonly byte[] moves;
    private readonly int[] first;
    private readonly int[] next;

    /// <summary>Makes a set.</summary>
    /// <param name="patterns">The sequences, each of at least two bytes; of two that begin at the same place the longer one is found.</param>
    public PatternSet(IEnumerable<byte[]> patterns)
    {
        var longestFirst = new List<byte[]>(patterns);
        longestFirst.Sort((a, b) => b.Length.CompareTo(a.Length));
        this.patterns = longestFirst.ToArray();
        window = this.patterns.Length == 0 ? 0 : Math.Min(LongestWindow, this.patterns[this.patterns.Length - 1].Length);

        var size = 1;
        while (size < AllBlocks && size < (long)this.patterns.Length * window * Sparseness) size *= 2;
        moves = new byte[size];
        first = new int[size];
        next = new int[this.patterns.Length];
        FillTables();
    }

    /// <summary>The longest sequence's length; zero where there is none.</summary>
    public int Longest => patterns.Length == 0 ? 0 : patterns[0].Length;

    /// <summary>Finds the first sequence.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="length">The sequence's length.</param>
    /// <returns>Where it begins; negative where there is none.</returns>
    public int IndexIn(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (patterns.Length == 0) return -1;
        for (var end = window - 1; end < text.Length;)
        {
            var block = BlockOf(text[end - 1], text[end]);
            if (moves[block] > 0)
            {
                end += moves[block];
                continue;
            }

            var start = end - window + 1;
            for (var i = first[block]; i >= 0; i = next[i])
            {
                if (!text.Slice(start).StartsWith(patterns[i])) continue;
                length = patterns[i].Length;
                return start;
            }
            end++;
        }
        return -1;
    }

    /// <summary>Where the first sequence begins that the text's end cuts off; the text's length where none does.</summary>
    public int IndexOfBegun(ReadOnlySpan<byte> text)
    {
        for (var start = Math.Max(0, text.Length - Longest + 1); start < text.Length; start++)
        {
            var rest = text.Slice(start);
            foreach (var pattern in patterns)
                if (pattern.Length > rest.Length && rest.SequenceEqual(pattern.AsSpan(0, rest.Length))) return start;
        }
        return text.Length;
    }

    private void FillTables()
    {
        for (var i = 0; i < moves.Length; i++)
        {
            moves[i] = (byte)(window - BlockLength + 1);
            first[i] = -1;
        }

        // From the shortest to the longest, as each is put before the others of its block.
        for (var i = patterns.Length - 1; i >= 0; i--)
        {
            for (var end = BlockLength - 1; end < window; end++)
            {
                var block = BlockOf(patterns[i][end - 1], patterns[i][end]);
                moves[block] = (byte)Math.Min(moves[block], window - 1 - end);
            }

            var last = BlockOf(patterns[i][window - 2], patterns[i][window - 1]);
            next[i] = first[last];
            first[last] = i;
        }
    }

    // The factor is an odd number of many bits, which spreads blocks that differ little.
    private int BlockOf(byte before, byte last) => (((before << 8) | last) * 0x9e5f >> 4) & (moves.Length - 1);
}
