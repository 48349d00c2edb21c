using System.Globalization;
using System.IO.Compression;

namespace WorkerRunner.Sandbox.Http;

/// <summary>A content coding, and which one a client wants most.</summary>
internal sealed record ContentCoding(string Name, Func<Stream, Stream> Compressor)
{
    // In the services' order: of codings that a client wants alike the first one is taken.
    private static readonly ContentCoding[] Known =
    [
        new("br", stream => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true)),
        new("gzip", stream => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)),
        new("deflate", stream => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true)),
    ];

    /// <summary>The coding for a client that sent this Accept-Encoding; null for none.</summary>
    public static ContentCoding? Choose(string? accepted)
    {
        if (accepted is null)
            return null;
        var weights = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in accepted.Split(','))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            weights[parts[0]] = parts.Length > 1 && parts[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                ? double.Parse(parts[1].AsSpan(2), CultureInfo.InvariantCulture)
                : 1;
        }
        var rest = weights.GetValueOrDefault("*");
        var best = Known.MaxBy(coding => weights.GetValueOrDefault(coding.Name, rest))!;
        var weight = weights.GetValueOrDefault(best.Name, rest);
        return weight > 0 && weight >= weights.GetValueOrDefault("identity") ? best : null;
    }

    /// <summary>The body in this coding.</summary>
    public byte[] Encode(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var compressor = Compressor(packed))
            compressor.Write(body);
        return packed.ToArray();
    }
}
