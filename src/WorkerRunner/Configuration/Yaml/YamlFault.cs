using YamlDotNet.Core;

namespace WorkerRunner.Configuration.Yaml;

/// <summary>What is wrong with a text that is no YAML, in the words of whoever writes configurations rather than of a parser.</summary>
internal static class YamlFault
{
    private const string Brackets = "Close it, and put a comma between its items.";
    private const string Quotes = "Put the value in quotes if this is part of it.";

    /// <summary>By a part of the parser's message: what is wrong, and what to do about it.</summary>
    private static readonly (string Part, string Problem, string Advice)[] Known =
    [
        ("quoted scalar", "a text in quotes is not closed, or goes wrong here.", "Close it with the quote that it begins with."),
        ("flow sequence", "a list in brackets is not closed, or goes wrong here.", Brackets),
        ("flow mapping", "an object in braces is not closed, or goes wrong here.", Brackets),
        ("simple key", "this line lacks a colon, or the one before it lacks a quote.", "A key is followed by a colon and a space."),
        ("apping values are not allowed", "there is a colon too many.", Quotes),
        ("block mapping", "this line does not fit those before it.", "Keys of one object begin in the same column."),
        ("block sequence", "this line does not fit the list before it.", "The items of a list begin with \"- \" in the same column."),
        ("block collection", "this line does not fit the list before it.", "The items of a list begin with \"- \" in the same column."),
        ("cannot start any token", "no value begins with this character.", Quotes),
        ("nchor", "an anchor or an alias is wrong.", Quotes),
        ("alias", "an anchor or an alias is wrong.", Quotes),
        ("tag", "a tag is wrong.", "A text that begins with ! stands in quotes."),
        ("directive", "a directive is wrong.", "A line that begins with % is one; a configuration needs none."),
        ("block scalar", "a text of several lines (| or >) is wrong here.", "Indent its lines by spaces, all alike."),
        ("document start", "something is left over behind the configuration.", "Check the indentation of this line."),
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
