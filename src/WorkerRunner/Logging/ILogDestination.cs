namespace WorkerRunner.Logging;

/// <summary>Where log entries go. Calls come from several threads, one at a time.</summary>
internal interface ILogDestination
{
    /// <summary>Whether <see cref="LogEntry.Body"/> is used; where it is not, it is not made.</summary>
    bool WantsBody { get; }

    /// <summary>The least level that it takes; what matters less is not given to it.</summary>
    LogLevel Least { get; }

    /// <summary>
    /// Blocks while the destination is far behind. It is called before worker output is written, so that a slow reader of the log slows
    /// the worker down and loses nothing; never before the runner's own few lines, which must not wait.
    /// </summary>
    void WaitForRoom();

    /// <summary>Takes an entry; does not block.</summary>
    void Write(in LogEntry entry);

    /// <summary>Waits until everything taken has arrived, as long as no standstill lasts longer than <paramref name="limit"/>.</summary>
    /// <returns>False where one did.</returns>
    bool Flush(TimeSpan limit);
}
