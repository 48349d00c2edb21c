namespace WorkerRunner.Retrying;

/// <summary>The header Retry-After (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>How long a service asks to be left alone; null where it says nothing of that, or nothing that can be understood.</summary>
    /// <param name="response">Its answer.</param>
    /// <param name="now">The time, for an answer that names a time but not its own.</param>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - (response.Headers.Date ?? now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
