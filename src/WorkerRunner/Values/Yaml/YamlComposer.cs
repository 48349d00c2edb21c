using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace WorkerRunner.Values.Yaml;

/// <summary>
/// Composes YamlDotNet's events to nodes that know their places. Reflection-free, so that it works in native AOT, and bounded:
/// neither deep nesting nor aliases that multiply ("billion laughs") exhaust the process.
/// </summary>
internal sealed class YamlComposer
{
    private const int MaxDepth = 100;
    private const int MaxNodes = 100_000;
    private const string MergeKey = "<<";

    private readonly string file;
    private readonly ConfigProblems problems;
    private readonly ParsedText text;
    private readonly Parser parser;
    private readonly Dictionary<AnchorName, (YamlNode Node, int Size, int Height)> anchors = [];
    private int nodes;
    private int deepest;

    private YamlComposer(string file, string text, ConfigProblems problems)
    {
        this.file = file;
        this.problems = problems;
        this.text = new ParsedText(text);
        parser = new Parser(new StringReader(this.text.Parsed));
    }

    /// <summary>The first document of a YAML text; null where there is none, as in an empty file.</summary>
    /// <param name="file">What errors call it.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="problems">
    /// Takes keys that are given twice, of which the first one counts where errors are collected, and a warning of a further document.
    /// </param>
    /// <exception cref="RunnerConfigException">The text is not YAML, or more than the bounds allow.</exception>
    public static YamlNode? Compose(string file, string text, ConfigProblems problems)
    {
        CheckCharacters(file, text);
        var composer = new YamlComposer(file, text, problems);
        try
        {
            return composer.ComposeStream();
        }
        catch (YamlException e)
        {
            throw TabIndentation(text) is { } tab
                ? new RunnerConfigException(file, tab, "this line is indented with a tab.", "YAML does not allow tabs for indentation: use spaces.", e)
                : YamlFault.In(file, e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet stumbles over some malformed flow collections and empty tags instead of saying where they are.
            throw new RunnerConfigException(
                file, PositionOf(composer.parser.Current?.End ?? Mark.Empty), "this is not valid YAML from here on.",
                "Look for a bracket, brace or quote that is not closed, here or just below.", e);
        }
    }

    /// <summary>Control characters are no YAML (YAML 1.2.2, chapter 5.1), and the parser would take a NUL for the end of the file.</summary>
    private static void CheckCharacters(string file, string text)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n') (line, lineStart) = (line + 1, i + 1);
            else if (text[i] is < ' ' and not ('\t' or '\r'))
                throw new RunnerConfigException(
                    file, new Position(line, i - lineStart + 1), $"the control character 0x{(int)text[i]:x2} is not allowed.", "Is this a text file, in UTF-8 or in UTF-16 with a byte order mark?");
        }
    }

    /// <summary>The first tab in a line's indentation.</summary>
    private static Position? TabIndentation(string text)
    {
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            var indentation = lines[line].Length - lines[line].TrimStart(' ', '\t').Length;
            var tab = lines[line].IndexOf('\t', 0, indentation);
            if (tab >= 0) return new Position(line + 1, tab + 1);
        }
        return null;
    }

    private YamlNode? ComposeStream()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _)) return null;
        parser.Consume<DocumentStart>();
        var root = ComposeNode(depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            problems.Add(ConfigProblem.Of(
                Error(PositionOf(second.Start), "a second YAML document begins here; it is ignored.", "A runner configuration is one document: remove the line ---."), ConfigProblem.Warning));
        return root;
    }

    private YamlNode ComposeNode(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias, depth);

        var start = parser.Current!.Start;
        CheckDepth(depth, start);
        var anchor = parser.Current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        var nodesBefore = nodes;
        var deepestBefore = deepest;
        deepest = depth;
        Count(1, start);
        YamlNode composed = parser.Current switch
        {
            Scalar => ComposeScalar(parser.Consume<Scalar>()),
            SequenceStart => ComposeSequence(depth),
            _ => ComposeMapping(depth),
        };
        if (!anchor.IsEmpty) anchors[anchor] = (composed, nodes - nodesBefore, deepest - depth);
        deepest = Math.Max(deepest, deepestBefore);
        return composed;
    }

    private YamlNode Resolve(AnchorAlias alias, int depth)
    {
        if (!anchors.TryGetValue(alias.Value, out var target))
            throw Error(PositionOf(alias.Start), "this alias has no anchor before it.", "Put a text that begins with * in quotes.");
        Count(target.Size, alias.Start);
        CheckDepth(depth + target.Height, alias.Start);
        deepest = Math.Max(deepest, depth + target.Height);
        return target.Node;
    }

    private void CheckDepth(int depth, Mark at)
    {
        if (depth > MaxDepth) throw Error(PositionOf(at), $"this is nested more than {MaxDepth} levels deep.");
    }

    private void Count(int added, Mark at)
    {
        nodes += added;
        if (nodes > MaxNodes) throw Error(PositionOf(at), $"there are more than {MaxNodes} values, counting what aliases stand for.");
    }

    private YamlScalar ComposeScalar(Scalar scalar)
    {
        try
        {
            var value = text.Original(scalar.Value);
            return new YamlScalar(PositionOf(scalar.Start), value, CoreSchema.Resolve(scalar, value));
        }
        catch (FormatException e)
        {
            throw Error(PositionOf(scalar.Start), e.Message);
        }
    }

    private YamlSequence ComposeSequence(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        CheckTag(start, "tag:yaml.org,2002:seq");
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ComposeNode(depth + 1));
        return new YamlSequence(PositionOf(start.Start), items);
    }

    private YamlMapping ComposeMapping(int depth)
    {
        var start = parser.Consume<MappingStart>();
        CheckTag(start, "tag:yaml.org,2002:map");
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        var merges = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ComposeKey(depth, out var isMerge);
            var value = ComposeNode(depth + 1);
            if (isMerge) merges.Add(value);
            else if (entries.TryGetValue(key.Text, out var first))
                problems.Report(Error(key.Position, $"the key \"{key.Text}\" is given twice; the first one is at {first.KeyPosition}."));
            else entries[key.Text] = new YamlEntry(key.Position, value);
        }
        foreach (var merge in merges) Merge(entries, merge);
        return new YamlMapping(PositionOf(start.Start), entries);
    }

    private YamlScalar ComposeKey(int depth, out bool isMerge)
    {
        var start = parser.Current!.Start;
        isMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Value: MergeKey, Tag.IsEmpty: true };
        return ComposeNode(depth + 1) as YamlScalar ?? throw Error(PositionOf(start), "a key must be a string.");
    }

    /// <summary>Merge keys (yaml.org/type/merge.html): what the mapping has itself counts, then the earlier of several.</summary>
    private void Merge(Dictionary<string, YamlEntry> entries, YamlNode source)
    {
        if (source is YamlSequence sequence)
        {
            foreach (var item in sequence.Items) Merge(entries, item);
            return;
        }

        if (source is not YamlMapping mapping) throw Error(source.Position, "a merge key (<<) takes an object or a list of objects.");
        foreach (var entry in mapping.Entries)
            if (!entries.ContainsKey(entry.Key)) entries[entry.Key] = entry.Value;
    }

    private void CheckTag(NodeEvent node, string expected)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != expected)
            throw Error(PositionOf(node.Start), $"this tag does not fit here; !!{expected.Substring("tag:yaml.org,2002:".Length)} does.");
    }

    private RunnerConfigException Error(Position position, string problem, string? advice = null) => new(file, position, problem, advice);

    private static Position PositionOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
