using System.Globalization;
using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// How a secret may look in text: as it is, in the JSON of the writers that are met with, in a URL, in base64 and base64url at each of the
/// three alignments; of several lines each by itself, without white space around it.
/// </summary>
internal static class SecretForms
{
    /// <summary>Writers of JSON, by what they escape beyond what JSON demands.</summary>
    private static readonly JsonStyle[] Styles =
    [
        new(_ => false),
        new(c => c is '&' or '<' or '>' or '\u2028' or '\u2029'), // Go
        new(c => c > '~'), // Python, and most that keep to ASCII
        new(c => c > '~') { IsUpper = true }, // Java
        new(c => c is > '~' or '&' or '<' or '>'), // ASCII that is safe in HTML
        new(c => c is > '~' or '/') { SlashIsEscaped = true }, // PHP
        new(c => c is > '~' or '&' or '<' or '>' or '\'' or '"' or '+' or '`') { IsUpper = true }, // .NET
        new(c => c is '\u2028' or '\u2029' or '\u0085' or (>= '\u007f' and <= '\u00a0') || char.IsSurrogate(c)) { IsUpper = true }, // .NET, relaxed
    ];

    /// <summary>Every form of a secret; the same one may come several times.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        foreach (var line in Lines(secret))
            foreach (var form in OfLine(line)) yield return form;
        if (!IsPlain(secret))
            foreach (var style in Styles) yield return style.Write(secret);
        foreach (var form in Base64(Encoding.UTF8.GetBytes(secret))) yield return form;
    }

    private static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) yield return line.Trim();
    }

    private static IEnumerable<string> OfLine(string line)
    {
        yield return line;
        if (IsPlain(line)) yield break;
        foreach (var style in Styles) yield return style.Write(line);
        var escaped = Uri.EscapeDataString(line);
        yield return escaped;
        yield return escaped.Replace("%20", "+");
        yield return WithLowerDigits(escaped);
        // JavaScript's encodeURIComponent leaves these.
        yield return escaped.Replace("%21", "!").Replace("%27", "'").Replace("%28", "(").Replace("%29", ")").Replace("%2A", "*");
    }

    /// <summary>Whether JSON and URLs leave the text as it is, as they do with most secrets.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c is not ((>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '-' or '_' or '.' or '~')) return false;
        return true;
    }

    private static string WithLowerDigits(string escaped)
    {
        var text = escaped.ToCharArray();
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] != '%') continue;
            text[i + 1] = char.ToLowerInvariant(text[i + 1]);
            text[i + 2] = char.ToLowerInvariant(text[i + 2]);
        }
        return new string(text);
    }

    /// <summary>
    /// What base64 makes of the secret wherever it stands in a longer text: the characters that depend on the secret alone, for each of
    /// the three places at which it can begin.
    /// </summary>
    private static IEnumerable<string> Base64(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. secret]);
            var first = shift == 0 ? 0 : shift + 1;
            var wholeGroups = (shift + secret.Length) / 3 * 4;
            if (wholeGroups <= first) continue;
            var form = encoded.Substring(first, wholeGroups - first);
            yield return form;
            yield return form.Replace('+', '-').Replace('/', '_');
            yield return form.Replace("/", "\\/");
        }
    }

    /// <summary>A writer of JSON.</summary>
    /// <param name="escapes">Which characters it writes by their numbers, beside control characters.</param>
    private sealed class JsonStyle(Func<char, bool> escapes)
    {
        public bool IsUpper { get; init; }

        public bool SlashIsEscaped { get; init; }

        public string Write(string text)
        {
            var json = new StringBuilder(text.Length);
            foreach (var c in text) Append(json, c);
            return json.ToString();
        }

        private void Append(StringBuilder json, char c)
        {
            if (c == '/' && SlashIsEscaped) json.Append("\\/");
            else if (Short(c) is { } escape && !(c == '"' && escapes(c))) json.Append(escape);
            else if (c < ' ' || escapes(c)) json.Append("\\u").Append(((int)c).ToString(IsUpper ? "X4" : "x4", CultureInfo.InvariantCulture));
            else json.Append(c);
        }

        private static string? Short(char c) => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            _ => null,
        };
    }
}
