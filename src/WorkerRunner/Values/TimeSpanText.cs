using System.Globalization;

namespace WorkerRunner.Values;

/// <summary>Spans of time as people write them in a configuration.</summary>
internal static class TimeSpanText
{
    private static readonly (char Unit, long Seconds)[] Units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];

    /// <summary>Reads a whole number of seconds, or one with a unit: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>. At most 100 days.</summary>
    public static bool TryParse(object? value, out TimeSpan span)
    {
        const long most = 100 * 86_400L;
        span = TimeSpan.Zero;
        if (value is not long seconds && !TryParseUnit(value as string, out seconds)) return false;
        if (seconds is < 0 or > most) return false;
        span = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryParseUnit(string? text, out long seconds)
    {
        seconds = 0;
        if (text is not { Length: > 1 and < 10 }) return false;
        var unit = Array.Find(Units, u => u.Unit == text[text.Length - 1]);
        if (unit.Seconds == 0 || !long.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        seconds = count * unit.Seconds;
        return true;
    }
}
