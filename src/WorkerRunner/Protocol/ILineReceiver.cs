namespace WorkerRunner.Protocol;

/// <summary>Takes what a <see cref="LineReader"/> reads, in order.</summary>
internal interface ILineReceiver
{
    /// <summary>Plain output: whole lines, <c>\n</c> between them and none at the end.</summary>
    void OnOutput(ReadOnlySpan<byte> lines);

    /// <summary>A line that may be a message: trimmed, without the <c>~</c>.</summary>
    /// <returns>False where it is none after all, and plain output.</returns>
    bool OnMessage(ReadOnlyMemory<byte> json);

    /// <summary>A line was longer than is kept.</summary>
    /// <param name="kept">Its first part.</param>
    /// <param name="dropped">How many bytes of it followed.</param>
    void OnCut(ReadOnlySpan<byte> kept, long dropped);
}
