using System.Text;
using System.Text.RegularExpressions;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>What an Authorization header of the Hawk scheme says.</summary>
internal sealed partial class HawkHeader
{
    private const int LongestHeader = 4096;
    private static readonly string[] Known = ["id", "ts", "nonce", "hash", "ext", "mac"];
    private readonly Dictionary<string, string> attributes;

    private HawkHeader(Dictionary<string, string> attributes) => this.attributes = attributes;

    /// <summary>The client ID.</summary>
    public string? Id => attributes.GetValueOrDefault("id");

    /// <summary>The client's time, in Unix seconds.</summary>
    public string? Timestamp => attributes.GetValueOrDefault("ts");

    /// <summary>What makes this request differ from another of the same second.</summary>
    public string? Nonce => attributes.GetValueOrDefault("nonce");

    /// <summary>The payload's hash.</summary>
    public string? Hash => attributes.GetValueOrDefault("hash");

    /// <summary>The extension, base64.</summary>
    public string? Ext => attributes.GetValueOrDefault("ext");

    /// <summary>The message authentication code, base64.</summary>
    public string? Mac => attributes.GetValueOrDefault("mac");

    /// <summary>The extension as text; null when there is none or it is no base64.</summary>
    public string? DecodedExt => Ext is { } ext && TryDecode(ext, out var text) ? text : null;

    /// <summary>Reads a header without believing it; null when there is none or it is no Hawk header.</summary>
    public static HawkHeader? Peek(string? header)
    {
        try
        {
            return header is null ? null : Parse(header);
        }
        catch (AuthenticationException)
        {
            return null;
        }
    }

    /// <summary>Reads a header.</summary>
    public static HawkHeader Parse(string header)
    {
        if (header.Length > LongestHeader)
            throw new AuthenticationException("Bad Request: Header length too long");
        var scheme = Scheme().Match(header);
        if (!scheme.Success)
            throw new AuthenticationException("Bad Request: Invalid header syntax");
        if (!scheme.Groups[1].Value.Equals("Hawk", StringComparison.OrdinalIgnoreCase))
            throw new AuthenticationException("Unauthorized");
        return new HawkHeader(ParseAttributes(scheme.Groups[2].Value));
    }

    private static Dictionary<string, string> ParseAttributes(string text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = Attribute().Replace(text, match =>
        {
            AddAttribute(attributes, match.Groups[1].Value, match.Groups[2].Value);
            return "";
        });
        return rest.Length == 0 ? attributes : throw new AuthenticationException("Bad Request: Bad header format");
    }

    private static void AddAttribute(Dictionary<string, string> attributes, string key, string value)
    {
        if (!Known.Contains(key))
            throw new AuthenticationException($"Bad Request: Unknown attribute: {key}");
        if (value.Length == 0 || value.Any(c => c is < ' ' or > '~' or '\\'))
            throw new AuthenticationException($"Bad Request: Bad attribute value: {key}");
        if (!attributes.TryAdd(key, value))
            throw new AuthenticationException($"Bad Request: Duplicate attribute: {key}");
    }

    private static bool TryDecode(string base64, out string text)
    {
        var bytes = new byte[base64.Length];
        var valid = Convert.TryFromBase64String(base64, bytes, out var length);
        text = valid ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return valid;
    }

    [GeneratedRegex(@"\A(\w+)\s+(.*)\z")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(\w+)=""([^""]*)""\s*(?:,\s*|\z)")]
    private static partial Regex Attribute();
}
