using System.Diagnostics;

namespace WorkerRunner.Machine;

/// <summary>The event log of an operating system.</summary>
internal interface IEventLog : IDisposable
{
    /// <summary>Adds an event.</summary>
    /// <param name="id">What kind it is.</param>
    /// <param name="type">How much it matters: an error, a warning, or else information.</param>
    /// <param name="message">At most 31,839 characters, none of them zero.</param>
    /// <exception cref="IOException">The system does not take it.</exception>
    void Write(int id, TraceEventType type, string message);
}
