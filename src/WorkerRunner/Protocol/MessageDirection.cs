namespace WorkerRunner.Protocol;

/// <summary>Who said a message to whom.</summary>
internal static class MessageDirection
{
    /// <summary>The worker to us.</summary>
    public const string FromWorker = "FromWorker";

    /// <summary>We to the worker.</summary>
    public const string ToWorker = "ToWorker";
}
