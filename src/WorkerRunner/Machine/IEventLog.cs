using WorkerRunner.Logging;

namespace WorkerRunner.Machine;

/// <summary>The event log of an operating system.</summary>
internal interface IEventLog : IDisposable
{
    /// <summary>Adds an event.</summary>
    /// <param name="id">What kind it is.</param>
    /// <param name="level">How much it matters.</param>
    /// <param name="message">At most <see cref="EventLogStream.LongestMessage"/> characters, none of them zero.</param>
    /// <exception cref="IOException">The system does not take it.</exception>
    void Write(int id, LogLevel level, string message);
}
