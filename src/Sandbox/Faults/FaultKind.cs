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

    /// <summary>Handles the request and answers with another body, sent as it is; its length is told by its bytes.</summary>
    /// <param name="alter">Makes the body from the answer's own, which is not compressed.</param>
    /// <param name="headers">Further headers, for example Content-Encoding; one of the answer's own is replaced.</param>
    public static FaultKind AlterBody(Func<byte[], byte[]> alter, IReadOnlyDictionary<string, string>? headers = null) =>
        new AlterFault(alter, headers ?? new Dictionary<string, string>());

    /// <summary>Handles the request and puts bytes on the wire that need not be HTTP, then closes the connection.</summary>
    /// <param name="wire">Makes the bytes from the answer's body.</param>
    /// <param name="thenHang">Whether the connection stays open instead, in silence.</param>
    public static FaultKind RawAnswer(Func<byte[], byte[]> wire, bool thenHang = false) => new RawFault(wire, thenHang);

    /// <summary>How long to wait before the request is dealt with.</summary>
    internal virtual TimeSpan DelayBefore => TimeSpan.Zero;

    /// <summary>Deals with the request.</summary>
    internal abstract Task ApplyAsync(Exchange exchange);
}
