namespace WorkerRunner.Session;

/// <summary>
/// A worker that a runner looks after: a session of this process, or one of another process of this machine. Both are stopped, waited for and
/// looked into alike.
/// </summary>
public abstract class TaskclusterWorker
{
    private protected TaskclusterWorker()
    {
    }

    /// <summary>What the log calls the worker, for example <c>generic-worker (process 4711)</c>.</summary>
    public abstract string Worker { get; }

    /// <summary>What a person can ask of it.</summary>
    internal abstract IWorkerRequests Requests { get; }

    /// <summary>The same worker as it is now.</summary>
    internal abstract TaskclusterWorker Refreshed();
}
