using System.Text;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// Puts <see cref="Secret.Mask"/> in place of known secrets, in each of the forms of <see cref="SecretForms"/>. Texts under
/// <see cref="ShortestMasked"/> bytes are left alone: a mask for every <c>true</c> or <c>info</c> of a pool's settings would make a log
/// unreadable.
/// </summary>
internal sealed class SecretMasker
{
    /// <summary>The shortest text that is masked, in bytes of UTF-8.</summary>
    public const int ShortestMasked = 8;

    /// <summary>
    /// How many generations of credentials are masked: the present ones and those before them, which a message that is late may hold. A run
    /// is renewed for months.
    /// </summary>
    internal const int Generations = 4;

    // A content of that many characters can be thousands of lines, each of which is looked for.
    private const int LongestContent = 32 * 1024;

    private static readonly byte[] MaskBytes = Encoding.UTF8.GetBytes(Secret.Mask);

    private readonly object gate = new();
    private readonly HashSet<string> lasting = new(StringComparer.Ordinal);
    private readonly List<(IReadOnlyList<Secret> Secrets, HashSet<string> Forms)> generations = [];
    private volatile PatternSet patterns = new([]);

    /// <summary>Masks <paramref name="secret"/> in everything that comes after this call.</summary>
    public void Add(Secret? secret)
    {
        if (secret is not null) AddAll([secret]);
    }

    /// <summary>Masks secrets that are renewed, such as credentials, until that has happened several times.</summary>
    public void AddGeneration(IReadOnlyList<Secret> secrets)
    {
        lock (gate)
        {
            generations.RemoveAll(g => g.Secrets.SequenceEqual(secrets));
            var forms = new HashSet<string>(StringComparer.Ordinal);
            foreach (var secret in secrets) AddForms(forms, SecretForms.Of(secret.Reveal()));
            generations.Add((secrets, forms));
            if (generations.Count > Generations) generations.RemoveAt(0);
            Rebuild();
        }
    }

    /// <summary>
    /// Masks the contents of private files, as they came and as text, there line by line. Of one larger than 32 KiB, or that is no text in UTF-8,
    /// only what came is masked, as it came.
    /// </summary>
    /// <param name="contents">Each in base64.</param>
    public void AddContents(IEnumerable<Secret> contents)
    {
        lock (gate)
        {
            foreach (var content in contents) AddForms(lasting, FormsOf(content.Reveal()));
            Rebuild();
        }
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

    /// <summary>Of a text that was cut off behind this: how much of it is surely no beginning of a secret.</summary>
    internal int LengthBeforeBegun(ReadOnlySpan<byte> text) => patterns.IndexOfBegun(text);

    private void AddAll(IEnumerable<Secret> secrets)
    {
        lock (gate)
        {
            foreach (var secret in secrets) AddForms(lasting, SecretForms.Of(secret.Reveal()));
            Rebuild();
        }
    }

    private static void AddForms(HashSet<string> forms, IEnumerable<string> added)
    {
        foreach (var form in added)
            if (Encoding.UTF8.GetByteCount(form) >= ShortestMasked) forms.Add(form);
    }

    private void Rebuild()
    {
        var forms = new HashSet<string>(lasting, StringComparer.Ordinal);
        foreach (var generation in generations) forms.UnionWith(generation.Forms);
        var all = new List<byte[]>(forms.Count);
        foreach (var form in forms) all.Add(Encoding.UTF8.GetBytes(form));
        patterns = new PatternSet(all);
    }

    private static IEnumerable<string> FormsOf(string content)
    {
        yield return content;
        if (content.Length > LongestContent || !TryDecode(content, out var text)) yield break;
        foreach (var form in SecretForms.Of(text)) yield return form;
    }

    private static bool TryDecode(string base64, out string text)
    {
        text = "";
        try
        {
            var bytes = Convert.FromBase64String(base64);
            if (!Utf8Text.IsValid(bytes)) return false;
            text = Encoding.UTF8.GetString(bytes);
            return true;
        }
        catch (FormatException)
        {
            // Whoever writes the file says so.
            return false;
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
}
