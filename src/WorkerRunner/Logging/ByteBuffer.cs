using System.Text.Json;

namespace WorkerRunner.Logging;

/// <summary>A growing buffer of bytes that is used again and again.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    public byte[] Bytes => bytes;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes back what was appended beyond a length.</summary>
    public void Truncate(int length) => Length = length;

    public void Append(ReadOnlySpan<byte> added)
    {
        Reserve(added.Length);
        added.CopyTo(bytes.AsSpan(Length));
        Length += added.Length;
    }

    public void Append(byte added)
    {
        Reserve(1);
        bytes[Length++] = added;
    }

    /// <summary>Appends the JSON string or name that a reader is at without its escapes.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode; nothing is appended.</exception>
    public void Append(in Utf8JsonReader text)
    {
        // Escapes are longer than what they stand for.
        Reserve(text.ValueSpan.Length);
        Length += text.CopyString(bytes.AsSpan(Length));
    }

    private void Reserve(int count)
    {
        if (Length + count > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
    }
}
