namespace WorkerRunner.Protocol;

/// <summary>A message between us and a worker, for people.</summary>
/// <param name="Time">When it was read, or just before it was written.</param>
/// <param name="Direction">One of <see cref="MessageDirection"/>.</param>
/// <param name="Type">What kind of message, for example <c>hello</c>.</param>
/// <param name="Text">The whole object as JSON, secrets masked; of one over 4 KiB the first part.</param>
public sealed record ProtocolMessage(DateTimeOffset Time, string Direction, string Type, string Text)
{
    /// <summary>The direction as an arrow, and the object.</summary>
    public override string ToString() => (Direction == MessageDirection.ToWorker ? "-> " : "<- ") + Text;
}

/// <summary>Who said a message to whom.</summary>
internal static class MessageDirection
{
    /// <summary>The worker to us.</summary>
    public const string FromWorker = "FromWorker";

    /// <summary>We to the worker.</summary>
    public const string ToWorker = "ToWorker";
}
