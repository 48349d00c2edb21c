namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's arithmetic of time.</summary>
internal static class TimeExtensions
{
    extension(DateTime)
    {
        public static DateTime UnixEpoch => new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    extension(TimeSpan)
    {
        public static double operator /(TimeSpan whole, TimeSpan part) => (double)whole.Ticks / part.Ticks;
    }
}
