using System.Net;
using System.Net.Sockets;
using WorkerRunner.Logging;

namespace WorkerRunner.Network;

/// <summary>Makes the connections of a handler: finds the addresses of a name, and takes the one that answers first.</summary>
internal sealed class Connector(RunLog log, TimeProvider time)
{
    /// <summary>
    /// How long a connection may take to come about, with all addresses of the name. It is shorter than any attempt of a request, whose own end
    /// could not say which address did not answer.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var server = context.DnsEndPoint;
        var request = context.InitialRequestMessage.RequestUri!;
        if (request.Scheme == "https") TlsLibrary.Require();

        var isProxy = server.Host.Trim('[', ']') != request.IdnHost || server.Port != request.Port;
        var name = isProxy ? $"the proxy {server.Host}:{server.Port}" : $"{server.Host}:{server.Port}";
        var addresses = await ResolveAsync(name, server.Host, cancellationToken).ConfigureAwait(false);
        var race = new AddressRace(time, name, Limit, log.Write);
        var socket = await race.RunAsync(addresses, server.Port, cancellationToken).ConfigureAwait(false);
        // What a proxy says first is its own, in plain text.
        return new ServerStream(socket, name, speaksTls: request.Scheme == "https" && !isProxy, isProxy);
    }

    private static async Task<IPAddress[]> ResolveAsync(string name, string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address)) return [address];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new NoAnswerException($"{name} has no address: {Reason(e)}", advice: "Check its spelling, and the name servers of this machine.", inner: e);
        }
    }

    /// <summary>The system's own texts for these name its calls, not the cause: "Resource temporarily unavailable".</summary>
    private static string Reason(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.HostNotFound => "the name does not exist in DNS.",
        SocketError.NoData => "the name exists in DNS, but without one.",
        SocketError.TryAgain => "no name server answers.",
        SocketError.NoRecovery => "the name server failed.",
        _ => NetworkFault.Sentence(error.Message),
    };
}
