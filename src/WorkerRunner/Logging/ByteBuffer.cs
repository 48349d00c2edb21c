using System.Text;

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

    /// <summary>Appends text in UTF-8.</summary>
    public void Append(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, 0, text.Length, bytes, Length);
    }

    private void Reserve(int count)
    {
        if (Length + count > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
    }
}
