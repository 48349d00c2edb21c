namespace WorkerRunner.Fleet;

/// <summary>When a runner of one make asks, and asks again. All times are in seconds, random numbers from 0 to 1.</summary>
internal interface IRunner
{
    /// <summary>Its name in tables and charts.</summary>
    string Name { get; }

    /// <summary>No attempt begins later than this after the first one.</summary>
    double TriesFor { get; }

    /// <summary>Whether it asks for both secrets of a worker at once, rather than one after the other.</summary>
    bool AsksForSecretsTogether { get; }

    /// <summary>The pause after a failed attempt, counted from 0, where the answer had that Retry-After, or none.</summary>
    double PauseAfter(int attempt, double random, double? retryAfter);

    /// <summary>When credentials that expire then are renewed.</summary>
    double RenewalTime(double expire, double random);

    /// <summary>How long after an interruption's announcement it asks for the removal of its worker, which ends within a second.</summary>
    double RemovalAfter(Cloud cloud, Random random);
}
