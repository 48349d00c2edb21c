using System.Globalization;
using System.Text.RegularExpressions;

namespace WorkerRunner.Sandbox.Taskcluster.Schemas;

/// <summary>
/// The format "date-time" as ajv-formats 2 reads it: RFC 3339, but the zone may be missing, an hour alone or anything of two
/// digits and two.
/// </summary>
internal static partial class DateTimeFormat
{
    /// <summary>Whether this is a time in that format.</summary>
    public static bool Accepts(string text)
    {
        var match = Shape().Match(text);
        return match.Success && IsDate(match) && IsTime(Number(match, "h"), Number(match, "m"), Number(match, "s"));
    }

    private static bool IsDate(Match match)
    {
        var (year, month, day) = (Number(match, "Y"), Number(match, "M"), Number(match, "D"));
        // .NET knows no year 0, which is a leap year like 2000.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 2000 : year, month);
    }

    /// <summary>A leap second may be at the end of a day only.</summary>
    private static bool IsTime(int hour, int minute, int second) =>
        (hour <= 23 && minute <= 59 && second <= 59) || (hour, minute, second) == (23, 59, 60);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<Y>[0-9]{4})-(?<M>[0-9]{2})-(?<D>[0-9]{2})[tT\s](?<h>[0-9]{2}):(?<m>[0-9]{2}):(?<s>[0-9]{2})(\.[0-9]+)?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)?\z")]
    private static partial Regex Shape();
}
