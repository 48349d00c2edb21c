using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Faults.Tests;

/// <summary>The ways in which answers go wrong.</summary>
internal static class FaultCases
{
    // More than any answer may have.
    private const int BombSize = 13 * 1024 * 1024;
    private const int Deep = 10_000;
    private static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        .. Statuses(), .. Connections(), .. Lengths(), .. Headers(), .. Encodings(), .. Sizes(), .. Texts(), .. Types(), .. Dates(),
    ];

    private static IEnumerable<FaultCase> Statuses()
    {
        foreach (var code in (int[])[200, 204, 206, 304, 400, 401, 403, 404, 407, 408, 410, 418])
            yield return Status($"status {code}", code, "", transient: false);
        foreach (var code in (int[])[429, 500, 502, 503, 504, 520, 599])
            yield return Status($"status {code}", code, "", transient: true);
        yield return Status("a redirect", 302, "", transient: false, ("Location", "http://127.0.0.1:9/"));
        yield return Status("a proxy's page", 502, "<html><body>Bad gateway\n\n</body></html>", transient: true);
        yield return Status("a portal's page", 200, "<html><body>Sign in\n\nplease</body></html>", transient: false);
        yield return Status("too many, in a while", 429, "{}", transient: true, ("Retry-After", "3"));
        yield return Status("too many, in the past", 503, "{}", transient: true, ("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"));
        yield return Status("too many, before now", 503, "{}", transient: true, ("Retry-After", "-5"));
        yield return Status("too many, for ever", 503, "{}", transient: true, ("Retry-After", "99999999999999999999"));
        yield return Status(
            "an error of many lines", 400, "{\"code\":\"InputError\",\"message\":\"one\\ntwo\\r\\nthree\\u2028four\\u001b[2J\"}", transient: false);
        yield return Status("an error of other types", 400, "{\"code\":5,\"message\":[]}", transient: false);
        yield return Status("a long error", 400, $"{{\"code\":\"InputError\",\"message\":\"{new string('x', 1_000_000)}\"}}", transient: false);
    }

    private static IEnumerable<FaultCase> Connections()
    {
        yield return new("dropped before", _ => FaultKind.DropConnection) { IsTransient = true, HandlesFirst = false };
        yield return new("dropped after", _ => FaultKind.DropAfterHandling) { IsTransient = true };
        yield return new("half a body", _ => FaultKind.TruncateBody) { IsTransient = true };
        yield return new("silence", _ => FaultKind.Delay(Forever)) { IsTransient = true, HandlesFirst = false, Stalls = true };
        yield return new("a drip", _ => FaultKind.SlowBody(TimeSpan.FromSeconds(4), 100)) { Stalls = true };
        yield return Raw("reset in the status line", _ => "HTTP/1.1 2");
        yield return Raw("reset in a header", _ => "HTTP/1.1 200 OK\r\nContent-Le");
        yield return Raw("reset after the headers", body => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
        yield return Raw("reset in a chunk", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{");
        yield return Raw("reset between chunks", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
        yield return Raw("silence after the headers", body => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n", hang: true);
        yield return Raw("silence in a chunk", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{", hang: true);
    }

    private static IEnumerable<FaultCase> Lengths()
    {
        yield return Raw("a length too long", body => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length + 9}\r\n\r\n{Text(body)}");
        yield return Raw("a length too short", body => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length / 2}\r\n\r\n{Text(body)}") with { IsTransient = false };
        yield return Raw("a length below zero", body => $"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{Text(body)}") with { IsTransient = false };
        yield return Raw("a length that is none", body => $"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{Text(body)}") with { IsTransient = false };
        yield return Raw("two lengths", body => $"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{Text(body)}") with { IsTransient = false };
        yield return Raw("a chunk's size that is none", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n");
        yield return Raw("a chunk larger than all", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n");
    }

    private static IEnumerable<FaultCase> Headers()
    {
        yield return Raw("no HTTP", _ => "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        yield return Raw("a status that is none", _ => "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a header without a colon", body => $"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: {body.Length}\r\n\r\n{Text(body)}");
        yield return Raw("a header without an end", _ => "HTTP/1.1 200 OK\r\nX: " + new string('x', 200_000));
        yield return Raw("many headers", _ => "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Y: z\r\n", 50_000)) + "\r\n");
        yield return Raw("HTTP/1.0", body => $"HTTP/1.0 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{Text(body)}");
        yield return Raw(
            "a hundred times Continue", body => string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 100))
                + $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{Text(body)}");
        yield return Raw("another protocol", _ => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n") with { IsTransient = false };
    }

    private static IEnumerable<FaultCase> Encodings()
    {
        yield return Encoded("gzip that is none", "gzip", body => body);
        yield return Encoded("half a gzip", "gzip", body => Gzip(body)[..(Gzip(body).Length / 2)]);
        yield return Encoded("gzip with a flipped bit", "gzip", body => Flip(Gzip(body)));
        yield return Encoded("gzip that is empty", "gzip", _ => []) with { IsTransient = false };
        yield return Encoded("deflate that is none", "deflate", body => body);
        yield return Encoded("an encoding nobody asked for", "br", body => body) with { IsTransient = false };
        yield return Encoded("an encoding of no name", "nonsense", body => body) with { IsTransient = false };
        yield return Encoded("gzip in gzip", "gzip", body => Gzip(Gzip(body))) with { IsTransient = false };
    }

    private static IEnumerable<FaultCase> Sizes()
    {
        var bomb = Gzip(new byte[BombSize]);
        yield return Encoded("a bomb", "gzip", _ => bomb) with { IsTransient = false };
        yield return Altered("far too long", _ => new byte[BombSize]);
    }

    private static IEnumerable<FaultCase> Texts()
    {
        yield return Altered("an empty text", _ => []);
        yield return Altered("the first half", body => body[..(body.Length / 2)]);
        yield return Altered("a byte order mark", body => [0xEF, 0xBB, 0xBF, .. body]);
        yield return Altered("UTF-16", body => Encoding.Unicode.GetBytes(Text(body)));
        yield return Altered("no text", body => [.. body.Select(b => b == '"' ? (byte)0xFF : b)]);
        yield return Altered("zeros", body => new byte[body.Length]);
        yield return Altered("rubbish behind it", body => [.. body, .. "}{"u8]);
        yield return Altered("single quotes", body => Bytes(Text(body).Replace('"', '\'')));
        yield return Altered("properties twice", body => Bytes(Text(body).Replace("{", "{\"expires\":1,", StringComparison.Ordinal)));
        yield return Altered("half a surrogate pair", body => Bytes(Text(body).Replace("\": \"", "\": \"\\ud800", StringComparison.Ordinal)));
        yield return Altered("deep", _ => Bytes(new string('[', Deep) + new string(']', Deep)));
        yield return Altered("a number of many digits", body => Bytes(Text(body).Replace("{", $"{{\"n\":{new string('9', 100_000)},", StringComparison.Ordinal)));
    }

    private static IEnumerable<FaultCase> Types()
    {
        foreach (var json in (string[])["null", "true", "5", "\"text\"", "[]", "{}", "[null]"])
            yield return Altered($"{json} for all", _ => Bytes(json));
        foreach (var json in (string[])["null", "true", "5", "\"\"", "\"text\"", "[]", "{}", "1e999", "-0.0"])
            yield return Altered($"{json} for each", body => Bytes(ForEach(body, json)));
        foreach (var time in (string[])["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-11-24T11:00:00Z", "yesterday"])
            yield return Altered($"expires {time}", body => Bytes(WithExpiry(body, time)));
    }

    private static IEnumerable<FaultCase> Dates()
    {
        foreach (var date in (string[])[
            "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 24 Nov 2026 11:40:00 GMT", "Tue, 24 Nov 2026 12:20:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday"])
            yield return new($"the date {date}", note => FaultKind.AlterBody(note, new Dictionary<string, string> { ["Date"] = date }));
    }

    private static FaultCase Status(string name, int code, string body, bool transient, params (string Name, string Value)[] headers) =>
        new(name, _ => FaultKind.Status(code, body, headers.ToDictionary(h => h.Name, h => h.Value))) { IsTransient = transient, HandlesFirst = false };

    private static FaultCase Altered(string name, Func<byte[], byte[]> alter) => new(name, note => FaultKind.AlterBody(body => alter(note(body))));

    private static FaultCase Encoded(string name, string encoding, Func<byte[], byte[]> alter) =>
        new(name, note => FaultKind.AlterBody(
            body => alter(note(body)), new Dictionary<string, string> { ["Content-Encoding"] = encoding }))
        { IsTransient = true, IsCoding = true };

    private static FaultCase Raw(string name, Func<byte[], string> wire, bool hang = false) =>
        new(name, note => FaultKind.RawAnswer(body => Encoding.UTF8.GetBytes(wire(note(body))), hang)) { IsTransient = true, Stalls = hang };

    /// <summary>Every value within an object but objects is another.</summary>
    private static string ForEach(byte[] body, string json)
    {
        if (!IsObject(body))
            return json;
        var text = JsonNode.Parse(body)!.AsObject();
        Replace(text);
        return text.ToJsonString().Replace("\"<value>\"", json, StringComparison.Ordinal);

        static void Replace(JsonObject node)
        {
            foreach (var name in node.Select(property => property.Key).ToList())
            {
                if (node[name] is JsonObject { Count: > 0 } inner)
                    Replace(inner);
                else
                    node[name] = "<value>";
            }
        }
    }

    private static string WithExpiry(byte[] body, string time)
    {
        if (!IsObject(body) || JsonNode.Parse(body) is not JsonObject json || !json.ContainsKey("expires"))
            return Text(body);
        json["expires"] = time;
        return json.ToJsonString();
    }

    private static bool IsObject(byte[] body) => body.Length > 0 && body[0] == '{';

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return packed.ToArray();
    }

    private static byte[] Flip(byte[] body)
    {
        body[body.Length / 2] ^= 0x10;
        return body;
    }

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
