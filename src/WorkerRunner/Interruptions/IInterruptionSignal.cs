using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions;

/// <summary>Looks at one signal of a cloud.</summary>
internal interface IInterruptionSignal
{
    /// <summary>What it looks at, for the log.</summary>
    string Name { get; }

    /// <summary>How long to wait before looking again.</summary>
    TimeSpan Pause { get; }

    /// <summary>Looks once: what there is now, seen before or not.</summary>
    /// <exception cref="MetadataServiceException">The service does not answer.</exception>
    /// <exception cref="FormatException">The answer cannot be understood.</exception>
    Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken);
}
