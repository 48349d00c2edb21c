using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>
/// A request's body as the services read it: a byte order mark is no part of it, bytes that are no text become U+FFFD, of two
/// properties of the same name the last one counts, and half a surrogate pair is a character. It is kept as U+FFFD here.
/// </summary>
internal static class RequestBody
{
    private const int Limit = 10 * 1024 * 1024;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonText.MaxDepth };

    /// <summary>The text of a JSON body; empty without a body or when its content type is another.</summary>
    public static string ReadText(SandboxRequest request)
    {
        if (!IsJson(request.Header("Content-Type")))
            return "";
        // Both fall through the services' error handling, so they are no errors of the client's.
        if (request.Body.Length > Limit)
            throw ApiException.Internal();
        return Charset(request.Header("Content-Type")!).GetString(request.Body).TrimStart('\uFEFF');
    }

    /// <summary>Whether a request that needs a JSON body has one: an announced one of no bytes is one.</summary>
    public static bool IsPresent(SandboxRequest request) => IsJson(request.Header("Content-Type"))
        && (request.Header("Content-Length") ?? request.Header("Transfer-Encoding")) is not null;

    /// <summary>Reads JSON; throws <see cref="JsonException"/> when it is none.</summary>
    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(MendSurrogates(text), Options);
        return JsonSerializer.SerializeToElement(LastOfEachName(document.RootElement), JsonText.Wire);
    }

    private static bool IsJson(string? contentType) =>
        contentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private static Encoding Charset(string contentType)
    {
        var name = contentType.Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))?["charset=".Length..].Trim('"');
        try
        {
            return Encoding.GetEncoding(name ?? "utf-8");
        }
        catch (ArgumentException)
        {
            throw ApiException.Internal();
        }
    }

    private static JsonNode? LastOfEachName(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var json = new JsonObject();
                foreach (var property in element.EnumerateObject())
                    json[property.Name] = LastOfEachName(property.Value);
                return json;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(LastOfEachName)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    /// <summary>Puts \ufffd in the place of every escape of half a surrogate pair.</summary>
    private static string MendSurrogates(string text)
    {
        if (!text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase))
            return text;
        var mended = new StringBuilder(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
                continue;
            if (Escaped(text, i) is not { } unit || !char.IsSurrogate(unit))
                i++;
            else if (char.IsHighSurrogate(unit) && Escaped(text, i + 6) is { } next && char.IsLowSurrogate(next))
                i += 11;
            else
                mended.Remove(i + 2, 4).Insert(i + 2, "fffd");
        }
        return mended.ToString();
    }

    /// <summary>The code unit that is escaped by \u and four digits at this place; null when there is no such escape.</summary>
    private static char? Escaped(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
