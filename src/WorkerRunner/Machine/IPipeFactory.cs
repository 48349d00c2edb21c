using System.IO.Pipes;

namespace WorkerRunner.Machine;

/// <summary>Makes named pipes.</summary>
internal interface IPipeFactory
{
    /// <summary>
    /// Makes a pipe that only this user and the system may open, once and from this computer, and that is ready for that.
    /// </summary>
    /// <param name="name">The whole name: <c>\\.\pipe\…</c>.</param>
    /// <param name="direction">Seen from us.</param>
    /// <exception cref="IOException">The name is taken by somebody else, or the system refused.</exception>
    IPipe Listen(string name, PipeDirection direction);
}

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
