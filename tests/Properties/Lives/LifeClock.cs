namespace WorkerRunner.Properties.Lives;

/// <summary>The clock of one runner of a life: no timer of it fires any more once its machine was switched off.</summary>
internal sealed class LifeClock(TestTime time) : TimeProvider
{
    private volatile bool isOff;

    public bool IsOff => isOff;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public void SwitchOff() => isOff = true;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(
            s =>
            {
                if (!isOff) callback(s);
            },
            state,
            dueTime,
            period);
}
