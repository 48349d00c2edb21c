using System.Text;

namespace WorkerRunner.ScriptedWorker;

/// <summary>Output that a runner must live through.</summary>
internal static class Garbage
{
    private const int ChunkSize = 65536;

    /// <summary>Writes garbage of a kind; <paramref name="bytes"/> is the length of the long ones.</summary>
    public static void Write(string kind, int bytes, Outbox outbox)
    {
        switch (kind)
        {
            case "long-line":
                WriteLong("", bytes, "", outbox);
                break;
            case "long-message":
                WriteLong("~{\"type\":\"log\",\"body\":{\"textPayload\":\"", bytes, "\"}}", outbox);
                break;
            default:
                outbox.Bytes(Short(kind));
                break;
        }
    }

    private static byte[] Short(string kind) => kind switch
    {
        "broken-utf8" => [.. "broken "u8, 0xC3, 0x28, 0xFF, .. "\n~{\"type\":\"log\",\"body\":{\"textPayload\":\""u8, 0xC3, 0x28, .. "\"}}\n"u8],
        "broken-json" => Encoding.UTF8.GetBytes("~{\"type\":\"log\",}\n"),
        "nul" => Encoding.UTF8.GetBytes("a nul\0in a line\n"),
        "wrong-types" => Encoding.UTF8.GetBytes(
            "~{\"type\":\"hello\",\"capabilities\":\"log\"}\n~{\"type\":\"hello\",\"capabilities\":[1,null]}\n"
            + "~{\"type\":\"log\",\"body\":\"text\"}\n~{\"type\":7}\n"),
        "unknown-type" => Encoding.UTF8.GetBytes("~{\"type\":\"no-such-message\",\"value\":1}\n"),
        "no-final-newline" => Encoding.UTF8.GetBytes("no newline at the end"),
        _ => throw new WorkerException(ExitCode.BadConfiguration, $"unknown kind of garbage: {kind}"),
    };

    private static void WriteLong(string start, int bytes, string end, Outbox outbox)
    {
        outbox.Bytes(Encoding.UTF8.GetBytes(start));
        var chunk = new byte[Math.Min(bytes, ChunkSize)];
        chunk.AsSpan().Fill((byte)'x');
        for (var left = bytes; left > 0; left -= chunk.Length)
            outbox.Bytes(chunk.AsSpan(0, Math.Min(left, chunk.Length)));
        outbox.Line(end);
    }
}
