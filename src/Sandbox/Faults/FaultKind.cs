using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>What becomes of a request that a <see cref="Fault"/> strikes.</summary>
public abstract class FaultKind
{
    private protected FaultKind()
    {
    }

    /// <summary>Drops the connection without handling the request.</summary>
    public static FaultKind DropConnection { get; } = new DropFault(handleFirst: false);

    /// <summary>Handles the request, with all its effects, then drops the connection instead of answering.</summary>
    public static FaultKind DropAfterHandling { get; } = new DropFault(handleFirst: true);

    /// <summary>Handles the request, announces the whole body, sends half of it and drops the connection.</summary>
    public static FaultKind TruncateBody { get; } = new TruncateFault();

    /// <summary>
    /// Waits, by the sandbox's <see cref="SandboxOptions.Time"/>, then handles the request;
    /// <see cref="Timeout.InfiniteTimeSpan"/> never answers.
    /// </summary>
    public static FaultKind Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>Answers with this status and body, by default an empty one, without handling the request.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">The body; JSON is assumed when it starts with "{", plain text otherwise.</param>
    /// <param name="headers">Further headers, for example Retry-After.</param>
    public static FaultKind Status(int code, string? body = null, IReadOnlyDictionary<string, string>? headers = null) =>
        new StatusFault(code, body ?? "", headers ?? new Dictionary<string, string>());

    /// <summary>Handles the request and sends the answer's body in pieces, with a pause (by the sandbox's time) before each.</summary>
    /// <param name="pause">The time before each piece.</param>
    /// <param name="pieceSize">Bytes in a piece, at least 1.</param>
    public static FaultKind SlowBody(TimeSpan pause, int pieceSize = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceSize, 1);
        return new SlowBodyFault(pause, pieceSize);
    }

    /// <summary>How long to wait before the request is dealt with.</summary>
    internal virtual TimeSpan DelayBefore => TimeSpan.Zero;

    /// <summary>Deals with the request.</summary>
    internal abstract Task ApplyAsync(Exchange exchange);
}
