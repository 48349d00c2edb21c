using System.Globalization;

namespace WorkerRunner.Values;

/// <summary>Durations as people write them: <c>0.5 s</c>, <c>90 s</c>, <c>15 min</c>, <c>2 h 30 min</c>, <c>4 days</c>.</summary>
internal static class DurationText
{
    /// <summary>At most two units, rounded to the smaller one; zero for what is negative.</summary>
    public static string Of(TimeSpan duration)
    {
        var seconds = Math.Max(0, duration.TotalSeconds);
        if (seconds < 9.95) return string.Format(CultureInfo.InvariantCulture, "{0:0.#} s", seconds);
        if (seconds < 119.5) return string.Format(CultureInfo.InvariantCulture, "{0:0} s", seconds);
        if (seconds < 600) return Two((long)Math.Round(seconds), 60, "min", "s");
        var minutes = (long)Math.Round(seconds / 60);
        if (minutes < 120) return $"{minutes} min";
        if (minutes < 48 * 60) return Two(minutes, 60, "h", "min");
        return Two((minutes + 30) / 60, 24, "days", "h");
    }

    /// <summary>The same, in milliseconds where it is less than a second.</summary>
    public static string Fine(TimeSpan duration) =>
        duration.TotalSeconds < 0.9995 ? string.Format(CultureInfo.InvariantCulture, "{0:0} ms", Math.Max(0, duration.TotalMilliseconds)) : Of(duration);

    private static string Two(long count, long perLarger, string larger, string smaller) =>
        count % perLarger == 0 ? $"{count / perLarger} {larger}" : $"{count / perLarger} {larger} {count % perLarger} {smaller}";
}
