namespace WorkerRunner.Values.Yaml;

/// <summary>
/// A YAML text as YamlDotNet's parser is given it. U+0085, U+2028 and U+2029 are line breaks to that parser, as they were in YAML 1.1; in
/// YAML 1.2 (chapter 5.4) they are characters like others. While it is parsed, halves of surrogate pairs stand for them, which no text has.
/// </summary>
internal sealed class ParsedText
{
    private static readonly (char Original, char StandIn)[] Breaks = [('\u0085', '\udc85'), ('\u2028', '\udc28'), ('\u2029', '\udc29')];

    private readonly bool isChanged;

    public ParsedText(string text)
    {
        // What is no Unicode text becomes U+FFFD.
        var unicode = Utf8Text.Mended(text);
        Parsed = unicode;
        foreach (var (original, standIn) in Breaks) Parsed = Parsed.Replace(original, standIn);
        isChanged = !ReferenceEquals(Parsed, unicode);
    }

    /// <summary>What is to be parsed.</summary>
    public string Parsed { get; }

    /// <summary>What a piece of the parsed text stands for.</summary>
    public string Original(string piece)
    {
        if (!isChanged) return piece;
        foreach (var (original, standIn) in Breaks) piece = piece.Replace(standIn, original);
        return piece;
    }
}
