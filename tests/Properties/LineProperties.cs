using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Properties;

public sealed class LineProperties
{
    private static readonly Gen<byte[]> Said = Gen.OneOf(
        "plain\n", "\n", "~{}\n", "~{\"type\":\"log\",\"body\":{\"a\":1}}\n", " ~{\"type\":\"x\"} \r\n", "~{no}\n", "~\n", "\xff\n", "no end", "é\n", "~{\"type\":\"hello\",\"capabilities\":[]}\n")
        .Array[0, 20].Select(lines => Encoding.Latin1.GetBytes(string.Concat(lines)));

    private static readonly Gen<string> Secret = Gen.Char[' ', '~'].Array[8, 30].Select(c => new string(c).Trim())
        .Select(Gen.OneOf("", "é", "😀", "&<>", "\\\"", "/+", "\u2028"), (text, more) => text + more)
        .Where(text => Encoding.UTF8.GetByteCount(text) >= SecretMasker.ShortestMasked);

    [Fact]
    public void Lines_are_the_same_in_whatever_pieces_they_come() =>
        Gen.Select(Said, Gen.Int[1, 40].Array[1, 30]).Sample((said, pieces) => Assert.Equal(Hear(said, [int.MaxValue]), Hear(said, pieces)));

    [Fact]
    public void No_form_of_a_secret_is_left_in_whatever_pieces_it_comes() => Gen.Select(Secret, Gen.Int[0, 8], Gen.Int[1, 40].Array[1, 30]).Sample((secret, before, pieces) =>
    {
        var heard = new RecordingLog();
        var log = new RunLog(TimeProvider.System, heard);
        log.Secrets.Add(new Secret(secret));
        foreach (var form in Forms(secret))
        {
            var said = Encoding.UTF8.GetBytes(new string('.', before) + form + "...\n~{\"type\":\"log\",\"body\":{\"a\":" + JsonSerializer.Serialize(form) + "}}\n");
            Read(said, pieces, new Logged(log));
            Assert.DoesNotContain(form, heard.Text, StringComparison.Ordinal);
            foreach (var entry in heard.Entries)
                if (entry.Body is { } body) Assert.DoesNotContain(form, Trees.Json(body), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(secret, heard.Text, StringComparison.Ordinal);
    });

    /// <summary>By writers that are not ours.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.Default).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        if (Encoding.UTF8.GetByteCount(secret) % 3 != 0) yield break;
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        yield return System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret));
    }

    private static string Hear(byte[] said, int[] pieces)
    {
        var heard = new StringBuilder();
        Read(said, pieces, new Heard(heard));
        return heard.ToString();
    }

    private static void Read(byte[] said, int[] pieces, ILineReceiver receiver)
    {
        using var input = new ScriptedInput();
        for (int at = 0, i = 0; at < said.Length; i++)
        {
            var count = Math.Min(pieces[i % pieces.Length], said.Length - at);
            input.Add(said[at..(at + count)]);
            at += count;
        }
        input.End();
        new LineReader(input, receiver).ReadToEnd();
    }

    private sealed class Heard(StringBuilder heard) : ILineReceiver
    {
        public void OnOutput(ReadOnlySpan<byte> lines)
        {
            foreach (var line in Encoding.Latin1.GetString(lines).Split('\n')) heard.Append("output ").Append(line).Append('\n');
        }

        public bool OnMessage(ReadOnlyMemory<byte> json)
        {
            var text = Encoding.Latin1.GetString(json.Span);
            if (text == "{no}") return false;
            heard.Append("message ").Append(text).Append('\n');
            return true;
        }

        public void OnCut(ReadOnlySpan<byte> kept, long dropped) => throw new InvalidOperationException("No line is that long.");
    }

    private sealed class Logged(RunLog log) : ILineReceiver
    {
        public void OnOutput(ReadOnlySpan<byte> lines) => log.Worker.Lines(lines);

        public bool OnMessage(ReadOnlyMemory<byte> json)
        {
            using var message = JsonDocument.Parse(json);
            log.Worker.Entry(Encoding.UTF8.GetBytes(message.RootElement.GetProperty("body").GetRawText()));
            return true;
        }

        public void OnCut(ReadOnlySpan<byte> kept, long dropped) => throw new InvalidOperationException("No line is that long.");
    }
}
