using System.Net;
using System.Net.Sockets;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>
/// Happy eyeballs (RFC 8305): the addresses of a name are tried one after another, each a moment after the one before it rather than after its
/// failure, both kinds of address in turn, and the first that answers is taken. So an address that is dead costs a quarter of a second.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="name">What messages call the server.</param>
/// <param name="limit">How long all of it may take.</param>
/// <param name="say">Is told of each address that was of no use, where another was.</param>
internal sealed class AddressRace(TimeProvider time, string name, TimeSpan limit, Action<LogMessage> say)
{
    /// <summary>How long an address is tried alone (RFC 8305, section 8: recommended).</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Task<Socket>, IPEndPoint> running = [];
    private readonly List<string> failures = [];

    /// <summary>Connects to the first address that answers.</summary>
    /// <exception cref="NoAnswerException">None does.</exception>
    public async Task<Socket> RunAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var waiting = new Queue<IPAddress>(InTurn(addresses));
        try
        {
            while (waiting.Count + running.Count > 0)
            {
                if (waiting.TryDequeue(out var next)) Start(new IPEndPoint(next, port), end.Token);
                var headStart = Task.Delay(waiting.Count > 0 ? HeadStart : Timeout.InfiniteTimeSpan, time, end.Token);
                if (await Task.WhenAny([.. running.Keys, headStart]).ConfigureAwait(false) is not Task<Socket> ended) continue;
                running.Remove(ended, out var address);
                if (await TakeAsync(ended, address!, cancellationToken).ConfigureAwait(false) is { } socket) return socket;
            }
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            foreach (var late in running.Keys) _ = DropAsync(late);
        }
        throw new NoAnswerException(
            $"cannot connect to {name}: {string.Join("; ", failures)}.",
            advice: "Is it running, and do routes and firewalls let this machine reach it?");
    }

    /// <summary>The addresses in the system's order (RFC 6724), but of both kinds in turn, beginning with the kind of the first.</summary>
    internal static IEnumerable<IPAddress> InTurn(IPAddress[] addresses)
    {
        var firstKind = new Queue<IPAddress>();
        var otherKind = new Queue<IPAddress>();
        foreach (var address in addresses) (address.AddressFamily == addresses[0].AddressFamily ? firstKind : otherKind).Enqueue(address);
        while (firstKind.Count + otherKind.Count > 0)
        {
            if (firstKind.TryDequeue(out var first)) yield return first;
            if (otherKind.TryDequeue(out var other)) yield return other;
        }
    }

    private void Start(IPEndPoint address, CancellationToken cancellationToken) => running.Add(ConnectAsync(address, cancellationToken), address);

    private async Task<Socket?> TakeAsync(Task<Socket> ended, IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            var socket = await ended.ConfigureAwait(false);
            foreach (var failure in failures) say(Messages.AddressFailed(name, failure, address.ToString()));
            foreach (var slow in running.Values) say(Messages.AddressSlow(name, slow.ToString(), address.ToString()));
            return socket;
        }
        catch (SocketException e)
        {
            Fail(address, OneLine.Of(e.Message, 100).TrimEnd('.'));
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fail(address, $"no answer within {DurationText.Of(limit)}");
        }
        return null;
    }

    private void Fail(IPEndPoint address, string why) => failures.Add(name.EndsWith($"{address}", StringComparison.Ordinal) ? why : $"{address}: {why}");

    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One that came about too late, or was given up.</summary>
    private static async Task DropAsync(Task<Socket> late)
    {
        try
        {
            using var socket = await late.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // It was given up.
        }
    }
}
