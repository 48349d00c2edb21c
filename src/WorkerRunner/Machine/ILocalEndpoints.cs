namespace WorkerRunner.Machine;

/// <summary>
/// Where processes of this machine find each other and speak: Unix sockets or named pipes that nobody may open but whoever runs them and
/// whoever administers the machine. Their calls block, within limits, and are for threads of their own.
/// </summary>
internal interface ILocalEndpoints
{
    /// <summary>Makes an endpoint of this process, ready to be opened when this returns.</summary>
    /// <exception cref="IOException">The system refused, or the place is not safe.</exception>
    ILocalListener Listen();

    /// <summary>The names of all endpoints that we may open, in the order of their processes. What dead processes left behind is removed.</summary>
    /// <exception cref="IOException">The system refused, or the place is not safe.</exception>
    IReadOnlyList<string> List();

    /// <summary>Removes what dead processes left behind.</summary>
    /// <exception cref="IOException">The system refused, or the place is not safe.</exception>
    void RemoveRemains();

    /// <summary>Opens an endpoint.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    /// <exception cref="IOException">It cannot be opened, or belongs to somebody else than it seems to.</exception>
    ILocalConnection Connect(string name);
}

/// <summary>An endpoint of ours.</summary>
internal interface ILocalListener : IDisposable
{
    /// <summary>The process's ID; that of a further one in a process has a number behind it: <c>1143</c>, <c>1143.2</c>.</summary>
    string Name { get; }

    /// <summary>Waits for somebody who may open it; null where it was disposed of. For one thread at a time.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    ILocalConnection? Accept();
}

/// <summary>What somebody at the other end is spoken to over. For one thread at a time.</summary>
internal interface ILocalConnection : IDisposable
{
    /// <summary>Who is there, for the log: <c>user 0 (process 1143)</c>.</summary>
    string Peer { get; }

    /// <summary>Whether nobody is there any more, as far as can be told without writing.</summary>
    bool HasLeft { get; }

    /// <summary>Waits until there is something to read, or nothing more comes; false where the time was over first.</summary>
    bool HasMoreWithin(TimeSpan limit);

    /// <summary>Reads what comes, at least a byte.</summary>
    /// <returns>0 where nothing more comes.</returns>
    /// <exception cref="TimeoutException">Nothing came.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    int Read(byte[] buffer, int offset, int count, TimeSpan limit);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="TimeoutException">It was not taken in time.</exception>
    /// <exception cref="IOException">Nobody reads it.</exception>
    void Write(byte[] bytes, int count, TimeSpan limit);
}
