namespace WorkerRunner.Retrying;

/// <summary>An answer to a request that may be worth another attempt.</summary>
internal interface IAnswer
{
    /// <summary>Whether it is: the service is overloaded or ill, and may not be the next time.</summary>
    bool IsTransient { get; }

    /// <summary>What it says, in one sentence for the log.</summary>
    string Summary { get; }
}
