using System.Globalization;

namespace WorkerRunner.Values;

/// <summary>
/// Points in time as people read them: in the local zone, as the lines of the log are, and with its offset, as a reader may be elsewhere:
/// <c>2026-11-23 15:29:30 +01:00</c>.
/// </summary>
internal static class TimeText
{
    public static string Of(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy'-'MM'-'dd HH':'mm':'ss zzz", CultureInfo.InvariantCulture);
}
