namespace WorkerRunner.Machine;

/// <summary>Our end of a named pipe. Reading it and writing to it do not wait for each other.</summary>
internal interface IPipe : IDisposable
{
    /// <summary>What goes through it, once it is connected.</summary>
    Stream Stream { get; }

    /// <summary>The process at its other end, once it is connected.</summary>
    int ClientProcessId { get; }

    /// <summary>Waits until somebody has opened it.</summary>
    /// <exception cref="IOException">The pipe broke.</exception>
    Task ConnectedAsync(CancellationToken cancellationToken);
}
