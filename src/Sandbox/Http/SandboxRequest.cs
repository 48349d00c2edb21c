using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace WorkerRunner.Sandbox.Http;

/// <summary>A request as it came over the wire, read whole.</summary>
/// <param name="Time">The sandbox's own time (without skew) at which it had arrived.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="RawTarget">The request target exactly as sent, nothing un-escaped.</param>
/// <param name="Headers">Headers, values of repeated ones joined by ", "; names ignore case.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="DefaultPort">The port of its scheme.</param>
internal sealed record SandboxRequest(
    DateTimeOffset Time,
    string Method,
    string RawTarget,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    int DefaultPort)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The target without its query.</summary>
    public string Path => RawTarget.Split('?')[0];

    /// <summary>A query parameter's first value, un-escaped, or null.</summary>
    public string? Query(string name)
    {
        var mark = RawTarget.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? null : QueryHelpers.ParseQuery(RawTarget[mark..]).TryGetValue(name, out var values) ? values[0] : null;
    }

    /// <summary>The names of the query's parameters, un-escaped, each once.</summary>
    public IReadOnlyList<string> QueryNames
    {
        get
        {
            var mark = RawTarget.IndexOf('?', StringComparison.Ordinal);
            return mark < 0 ? [] : [.. QueryHelpers.ParseQuery(RawTarget[mark..]).Keys];
        }
    }

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
