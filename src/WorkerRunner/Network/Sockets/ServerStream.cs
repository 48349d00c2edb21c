using System.Net.Sockets;

namespace WorkerRunner.Network;

/// <summary>
/// A connection that says with whom it is where it breaks, and that the server speaks TLS or does not where that is not expected: the first
/// byte tells.
/// </summary>
/// <param name="socket">The connection; it ends with the stream.</param>
/// <param name="name">What errors call the server.</param>
/// <param name="speaksTls">Whether the server is expected to.</param>
/// <param name="isProxy">Whether it is a proxy.</param>
internal sealed class ServerStream(Socket socket, string name, bool speaksTls, bool isProxy) : NetworkStream(socket, ownsSocket: true)
{
    // The kinds of TLS record that a server may begin with (RFC 8446, section 5.1).
    private const byte Alert = 21;
    private const byte Handshake = 22;

    private readonly string address = $"{socket.RemoteEndPoint}";
    private bool hasSpoken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await TryAsync(base.ReadAsync(buffer, cancellationToken)).ConfigureAwait(false);
        if (hasSpoken || buffer.Length == 0) return count;
        hasSpoken = true;
        if (count > 0) CheckProtocol(buffer.Span[0]);
        else if (!speaksTls) throw Fault("ended the connection without an answer", Prospect.Open, isProxy ? null : "Does it expect https?");
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await TryAsync(WriteAllAsync(buffer, cancellationToken)).ConfigureAwait(false);

    private async ValueTask<int> WriteAllAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        return buffer.Length;
    }

    private async ValueTask<int> TryAsync(ValueTask<int> transfer)
    {
        try
        {
            return await transfer.ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Fault($"broke the connection: {NetworkFault.Sentence((e.InnerException ?? e).Message).TrimEnd('.')}", Prospect.Open, advice: null);
        }
    }

    private void CheckProtocol(byte first)
    {
        var isTls = first is Alert or Handshake;
        if (isTls == speaksTls) return;
        throw isTls
            ? Fault("speaks TLS, but was contacted without", Prospect.Poor, "Use https:// instead of http://.")
            : Fault("does not speak TLS", Prospect.Poor, "Should it be http://, or another port for https?");
    }

    private NoAnswerException Fault(string what, Prospect prospect, string? advice) => new($"{name} ({address}) {what}.", prospect, advice);
}
