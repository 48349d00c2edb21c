using WorkerRunner.Network;

namespace WorkerRunner.Retrying;

/// <summary>An answer to a request that may be worth another attempt.</summary>
internal interface IAnswer
{
    /// <summary>Whether it is: the service is overloaded or ill, and may not be the next time.</summary>
    bool IsTransient { get; }

    /// <summary>Whether it is what was asked for.</summary>
    bool IsSuccess { get; }

    /// <summary>What another attempt may bring, where there is one.</summary>
    Prospect Prospect { get; }

    /// <summary>How long the service asks to be left alone; null where it says nothing of that.</summary>
    TimeSpan? RetryAfter { get; }

    /// <summary>What it says, in one sentence for the log.</summary>
    string Summary { get; }
}
