namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>
/// A path with parameters: <c>{name}</c> is one segment, <c>{*name}</c> (at the end) the whole rest. It is matched against the
/// raw path, so an escaped slash is part of a parameter and a raw one is not. A slash at the end makes no difference, unless it
/// is part of the rest.
/// </summary>
internal sealed class Route(string template)
{
    private readonly string[] segments = template.Split('/');

    /// <summary>The raw parameters, or null when the path is another.</summary>
    public IReadOnlyDictionary<string, string>? Match(string rawPath)
    {
        var parts = rawPath.Split('/');
        var open = segments[^1].StartsWith("{*", StringComparison.Ordinal);
        if (!open && parts.Length == segments.Length + 1 && parts[^1].Length == 0)
            parts = parts[..^1];
        if (open ? parts.Length < segments.Length : parts.Length != segments.Length)
            return null;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            var rest = open && i == segments.Length - 1;
            if (!MatchSegment(segments[i], rest ? string.Join('/', parts[i..]) : parts[i], mayBeEmpty: rest, parameters))
                return null;
        }
        return parameters;
    }

    /// <summary>A raw parameter un-escaped; null when it holds a percent sign that escapes nothing, or what is no UTF-8.</summary>
    public static string? Unescape(string raw)
    {
        for (var at = raw.IndexOf('%'); at >= 0; at = raw.IndexOf('%', at + 1))
        {
            if (at + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[at + 1]) || !char.IsAsciiHexDigit(raw[at + 2]))
                return null;
        }
        // .NET leaves an escape as it is that is no UTF-8, and so a percent sign that did not come from %25.
        return Uri.UnescapeDataString(raw.Replace("%25", "", StringComparison.Ordinal)).Contains('%') ? null : Uri.UnescapeDataString(raw);
    }

    private static bool MatchSegment(string segment, string part, bool mayBeEmpty, Dictionary<string, string> parameters)
    {
        if (!segment.StartsWith('{'))
            return segment == part;
        parameters[segment.Trim('{', '}', '*')] = part;
        return mayBeEmpty || part.Length > 0;
    }
}
