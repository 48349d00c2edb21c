using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WorkerRunner.Configuration;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Logging;

/// <summary>
/// Puts <see cref="Secret.Mask"/> in place of known secrets, as they are and as they look in JSON, in a URL, in base64 (at each of its
/// three alignments), and line by line where they have several. Texts under <see cref="ShortestMasked"/> bytes are left alone: a mask for
/// every <c>true</c> or <c>info</c> of a pool's settings would make a log unreadable.
/// </summary>
public sealed class SecretMasker
{
    /// <summary>The shortest text that is masked, in bytes of UTF-8.</summary>
    public const int ShortestMasked = 8;

    private static readonly byte[] MaskBytes = Encoding.UTF8.GetBytes(Secret.Mask);

    private readonly object gate = new();
    private volatile byte[][] patterns = [];

    /// <summary>Masks <paramref name="secret"/> in everything that comes after this call.</summary>
    public void Add(Secret? secret)
    {
        if (secret is null) return;
        lock (gate)
        {
            var all = new List<byte[]>(patterns);
            foreach (var form in Forms(secret.Reveal()))
            {
                var pattern = Encoding.UTF8.GetBytes(form);
                if (pattern.Length >= ShortestMasked && !all.Exists(p => p.AsSpan().SequenceEqual(pattern))) all.Add(pattern);
            }

            // Longest first, so that of two that begin alike the whole is masked.
            all.Sort((a, b) => b.Length.CompareTo(a.Length));
            patterns = all.ToArray();
        }
    }

    /// <summary>Masks the secrets among credentials.</summary>
    public void Add(Credentials credentials, Secret? registrationSecret)
    {
        Add(credentials.AccessToken);
        Add(credentials.Certificate);
        Add(registrationSecret);
    }

    /// <summary>Masks every secret in a configuration.</summary>
    public void AddAll(ConfigObject config)
    {
        foreach (var secret in config.Secrets()) Add(secret);
    }

    /// <summary>The text with secrets masked.</summary>
    public string Mask(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var masked = new ByteBuffer(bytes.Length);
        return TryMask(bytes, masked) ? Encoding.UTF8.GetString(masked.Bytes, 0, masked.Length) : text;
    }

    /// <summary>Writes the masked text to <paramref name="masked"/> if a secret is in it; else leaves that alone.</summary>
    /// <returns>Whether there was a secret.</returns>
    internal bool TryMask(ReadOnlySpan<byte> text, ByteBuffer masked)
    {
        var found = false;
        foreach (var pattern in patterns) found = found || text.IndexOf(pattern) >= 0;
        if (found) Replace(text, masked);
        return found;
    }

    private void Replace(ReadOnlySpan<byte> text, ByteBuffer masked)
    {
        while (true)
        {
            var start = -1;
            var length = 0;
            foreach (var pattern in patterns)
            {
                // Only what begins before the best match so far can be better: patterns come longest first.
                var searched = start < 0 ? text : text.Slice(0, Math.Min(text.Length, start + pattern.Length - 1));
                var at = searched.IndexOf(pattern);
                if (at < 0 || (start >= 0 && at >= start)) continue;
                start = at;
                length = pattern.Length;
            }

            if (start < 0) break;
            masked.Append(text.Slice(0, start));
            masked.Append(MaskBytes);
            text = text.Slice(start + length);
        }
        masked.Append(text);
    }

    private static IEnumerable<string> Forms(string secret)
    {
        foreach (var line in secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return line;
            yield return JsonForm(line);
            yield return Uri.EscapeDataString(line);
        }
        yield return JsonForm(secret);
        foreach (var form in Base64Forms(Encoding.UTF8.GetBytes(secret))) yield return form;
    }

    private static string JsonForm(string text) =>
        IsPlain(text) ? text : JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    /// <summary>Whether JSON leaves the text as it is, as it does with most secrets: the tables of its encoder take long to make.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c is < ' ' or > '~' or '"' or '\\') return false;
        return true;
    }

    /// <summary>
    /// What base64 makes of the secret wherever it stands in a longer text: the characters that depend on the secret alone, for each of
    /// the three places at which it can begin.
    /// </summary>
    private static IEnumerable<string> Base64Forms(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. secret]);
            var first = shift == 0 ? 0 : shift + 1;
            var wholeGroups = (shift + secret.Length) / 3 * 4;
            if (wholeGroups > first) yield return encoded.Substring(first, wholeGroups - first);
        }
    }
}
