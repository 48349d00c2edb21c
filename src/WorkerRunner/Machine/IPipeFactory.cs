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
