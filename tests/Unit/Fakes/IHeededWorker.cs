namespace WorkerRunner.Tests.Fakes;

/// <summary>A worker that a clock waits for: <see cref="TestTime.Heed"/>.</summary>
internal interface IHeededWorker
{
    /// <summary>Whether all that it said was dealt with by whoever reads it.</summary>
    bool IsHeard { get; }

    /// <summary>How many threads of the pool wait because it does not read.</summary>
    int Held { get; }
}
