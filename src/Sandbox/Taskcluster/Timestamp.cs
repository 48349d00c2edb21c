using System.Globalization;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>Times as the services write them.</summary>
internal static class Timestamp
{
    /// <summary>RFC 3339 in UTC, with milliseconds and Z.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
