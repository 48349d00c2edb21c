using System.Text;

namespace WorkerRunner.Values;

/// <summary>Text that others wrote, as a message can quote it: on one line, without control characters, cut where it is too long.</summary>
internal static class OneLine
{
    /// <summary>Line breaks and other control characters become one space each run.</summary>
    public static string Of(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c) || char.IsControl(c);
            if (isSpace && (line.Length == 0 || line[line.Length - 1] == ' ')) continue;
            if (line.Length == longest) return line.Append('…').ToString();
            line.Append(isSpace ? ' ' : c);
        }
        return line.ToString().TrimEnd();
    }
}
