using YamlDotNet.Core;

namespace WorkerRunner.Values.Yaml;

/// <summary>What is wrong with a text that is no YAML, in the words of whoever writes configurations rather than of a parser.</summary>
internal static class YamlFault
{
    private const string Colon = "there is one colon too many, or the line before lacks one.";
    private const string Quotes = "Put a text with such characters in quotes.";
    private const string Escapes = "In double quotes a backslash begins an escape: put a Windows path in single quotes.";
    private const string List = "The items of a list begin with \"- \", each in a line of its own and in the same column.";

    /// <summary>By a part of the parser's message: what is wrong, and what to do about it.</summary>
    private static readonly (string Part, string Problem, string Advice)[] Known =
    [
        ("escape", "this escape is not known.", Escapes),
        ("hexadecimal", "this escape is not known.", Escapes),
        ("surrogate", "this escape is half of a surrogate pair.", Escapes),
        ("quoted scalar", "a text in quotes is not closed, or is invalid here.", "Close it with the quote that it begins with."),
        ("flow", "a list in brackets or an object in braces is not closed, or is invalid here.", "Close it, and put a comma between its items."),
        ("invalid mapping", Colon, Quotes),
        ("Mapping values", Colon, Quotes),
        ("simple key", "this line lacks a colon, or one before it a quote.", "A key is followed by a colon and a space."),
        ("block mapping", "this line does not fit those before it.", "Keys of one object begin in the same column."),
        ("lock sequence", "a list cannot begin here.", List),
        ("sequence entry", "a list cannot begin here.", List),
        ("block collection", "this line does not fit the list before it.", List),
        ("block scalar", "a text of several lines (| or >) is invalid here.", "Indent its lines by spaces, all alike."),
        ("any token", "a value cannot begin with this character.", Quotes),
        ("nchor", "an anchor (&) or an alias (*) is wrong.", Quotes),
        ("alias", "an anchor (&) or an alias (*) is wrong.", Quotes),
        ("irective", "a line that begins with % is a directive, and this is not a known one.", "A configuration needs none."),
        ("tag", "a tag (!) is wrong.", Quotes),
    ];

    /// <summary>The error of a file.</summary>
    public static RunnerConfigException In(string file, YamlException error)
    {
        var position = new Position((int)error.Start.Line, (int)error.Start.Column);
        foreach (var (part, problem, advice) in Known)
            if (error.Message.Contains(part)) return new RunnerConfigException(file, position, $"this is not valid YAML: {problem}", advice, error);
        return new RunnerConfigException(file, position, "this is not valid YAML from here on.", "Look for what is not closed or not indented like its neighbours, here or just above.", error);
    }
}
