namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>
/// A path with parameters: <c>{name}</c> is one segment, <c>{*name}</c> (at the end) one or more. It is matched against the raw
/// path, so an escaped slash is part of a parameter and a raw one is not.
/// </summary>
internal sealed class Route(string template)
{
    private readonly string[] segments = template.Split('/');

    /// <summary>The parameters, un-escaped, or null when the path is another.</summary>
    public IReadOnlyDictionary<string, string>? Match(string rawPath)
    {
        var parts = rawPath.Split('/');
        var open = segments[^1].StartsWith("{*", StringComparison.Ordinal);
        if (open ? parts.Length < segments.Length : parts.Length != segments.Length)
            return null;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            var part = open && i == segments.Length - 1 ? string.Join('/', parts[i..]) : parts[i];
            if (!MatchSegment(segments[i], part, parameters))
                return null;
        }
        return parameters;
    }

    private static bool MatchSegment(string segment, string part, Dictionary<string, string> parameters)
    {
        if (!segment.StartsWith('{'))
            return segment == part;
        parameters[segment.Trim('{', '}', '*')] = Uri.UnescapeDataString(part);
        return part.Length > 0;
    }
}
