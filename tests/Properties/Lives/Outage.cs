namespace WorkerRunner.Properties.Lives;

/// <summary>How a deployment fails.</summary>
internal enum Failure
{
    /// <summary>Nobody listens.</summary>
    Refuses,

    /// <summary>It answers that it is ill.</summary>
    IsIll,

    /// <summary>It takes requests and says nothing.</summary>
    Hangs,

    /// <summary>It does what it is asked to, and its answer is lost.</summary>
    LosesAnswers,
}

/// <summary>A time during which a deployment fails, from the beginning of the life.</summary>
internal sealed record Outage(TimeSpan From, TimeSpan To, Failure Failure);
