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
    private readonly HashSet<string> forms = new(StringComparer.Ordinal);
    private volatile PatternSet patterns = new([]);

    /// <summary>Masks <paramref name="secret"/> in everything that comes after this call.</summary>
    public void Add(Secret? secret)
    {
        if (secret is not null) AddAll([secret]);
    }

    /// <summary>Masks the secrets among credentials.</summary>
    public void Add(Credentials credentials, Secret? registrationSecret)
    {
        Add(credentials.AccessToken);
        Add(credentials.Certificate);
        Add(registrationSecret);
    }

    /// <summary>Masks the secrets of a run.</summary>
    public void Add(WorkerRun run)
    {
        AddAll(run.Config.File.Values);
        Add(run.Credentials, run.RegistrationSecret);
        AddAll(run.WorkerConfig);
    }

    /// <summary>Masks every secret in a configuration.</summary>
    public void AddAll(ConfigObject config) => AddAll(config.Secrets());

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
        var known = patterns;
        var start = known.IndexIn(text, out var length);
        if (start < 0) return false;
        for (; start >= 0; start = known.IndexIn(text, out length))
        {
            masked.Append(text.Slice(0, start));
            masked.Append(MaskBytes);
            text = text.Slice(WithOverlapping(known, text, start, start + length));
        }
        masked.Append(text);
        return true;
    }

    private void AddAll(IEnumerable<Secret> secrets)
    {
        lock (gate)
        {
            foreach (var secret in secrets)
                foreach (var form in Forms(secret.Reveal()))
                    if (Encoding.UTF8.GetByteCount(form) >= ShortestMasked) forms.Add(form);
            var all = new List<byte[]>(forms.Count);
            foreach (var form in forms) all.Add(Encoding.UTF8.GetBytes(form));
            patterns = new PatternSet(all);
        }
    }

    /// <summary>Where a masked part ends: secrets that overlap are masked as one, so that no end of another is left.</summary>
    private static int WithOverlapping(PatternSet known, ReadOnlySpan<byte> text, int start, int end)
    {
        while (true)
        {
            var searched = text.Slice(start + 1, Math.Min(text.Length, end + known.Longest - 1) - start - 1);
            var at = known.IndexIn(searched, out var length);
            if (at < 0 || start + 1 + at >= end) return end;
            start += 1 + at;
            end = Math.Max(end, start + length);
        }
    }

    private static IEnumerable<string> Forms(string secret)
    {
        if (Encoding.UTF8.GetByteCount(secret) < ShortestMasked) yield break;
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
