using System.Text;
using System.Text.Json;

namespace WorkerRunner.Logging;

/// <summary>Where a name or value stands in JSON: a string without its quotes.</summary>
internal readonly record struct JsonText(int Start, int Length, bool IsEscaped)
{
    /// <summary>As it stands there.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    /// <summary>Whether the string is this one.</summary>
    /// <exception cref="InvalidOperationException">It may have been meant, but is not Unicode.</exception>
    public bool IsText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> text) =>
        IsEscaped ? Reader(json).ValueTextEquals(text) : Raw(json).SequenceEqual(text);

    /// <summary>The string without its escapes.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode.</exception>
    public string Text(ReadOnlySpan<byte> json) => IsEscaped ? Reader(json).GetString()! : Encoding.UTF8.GetString(Raw(json));

    /// <summary>Appends the string without its escapes.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode; nothing is appended.</exception>
    public void AppendTo(ByteBuffer buffer, ReadOnlySpan<byte> json)
    {
        if (IsEscaped) buffer.Append(Reader(json));
        else buffer.Append(Raw(json));
    }

    private Utf8JsonReader Reader(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.Slice(Start - 1, Length + 2));
        reader.Read();
        return reader;
    }
}
