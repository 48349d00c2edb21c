namespace WorkerRunner.Interruptions;

/// <summary>Where a cloud announces interruptions.</summary>
internal interface IInterruptionSource
{
    /// <summary>The cloud.</summary>
    string Provider { get; }

    /// <summary>What is looked at, each for itself.</summary>
    IReadOnlyList<IInterruptionSignal> Signals { get; }

    /// <summary>Tells the cloud that it need not wait any longer; nothing where the cloud does not want to know.</summary>
    /// <exception cref="Metadata.MetadataServiceException">The service does not answer, or refuses.</exception>
    Task AcknowledgeAsync(Interruption interruption, CancellationToken cancellationToken);
}
