using System.Globalization;
using System.Text.RegularExpressions;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>Lengths of time as people type them.</summary>
internal static partial class Duration
{
    /// <summary>Reads a number and a unit: 500ms, 90s, -20m, 96h, 4d.</summary>
    public static TimeSpan Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number))
            throw new UsageException($"{text} is not a duration: expected a number and ms, s, m, h or d");
        try
        {
            return number * Unit(match.Groups[2].Value);
        }
        catch (OverflowException)
        {
            throw new UsageException($"{text} is too long");
        }
    }

    /// <summary>The same, but not zero or less.</summary>
    public static TimeSpan ParsePositive(string text)
    {
        var duration = Parse(text);
        return duration > TimeSpan.Zero ? duration : throw new UsageException($"{text}: expected a time above zero");
    }

    private static TimeSpan Unit(string name) => name switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    [GeneratedRegex(@"\A(-?[0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)\z")]
    private static partial Regex Shape();
}
