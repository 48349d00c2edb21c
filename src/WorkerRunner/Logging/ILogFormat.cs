namespace WorkerRunner.Logging;

/// <summary>What log entries look like in a stream. It is used by one thread at a time.</summary>
internal interface ILogFormat
{
    /// <inheritdoc cref="ILogDestination.WantsBody"/>
    bool WantsBody { get; }

    /// <summary>What an entry, or a line of one, ends with, and nothing else holds.</summary>
    byte End { get; }

    /// <summary>Appends an entry, ended as this format ends entries.</summary>
    void Append(in LogEntry entry, ByteBuffer output);
}
