using System.Net;
using System.Net.Sockets;
using WorkerRunner.Network;

namespace WorkerRunner.Tests.Network.Sockets;

public sealed class AddressRaceTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    private readonly TestTime time = new();
    private readonly List<string> said = [];
    private readonly List<Socket> sockets = [];

    public void Dispose()
    {
        foreach (var socket in sockets) socket.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    public async Task An_address_that_does_not_answer_costs_a_quarter_of_a_second(string good)
    {
        Test.UnixOnly();
        var port = Listen("127.0.0.1", isDead: true);
        Listen(good, isDead: false, port);
        var race = RunAsync(port, "127.0.0.1", good);
        await time.ArmedAsync(AddressRace.HeadStart);
        Assert.False(race.IsCompleted);
        time.Advance(AddressRace.HeadStart);
        using var socket = await race.Soon();
        Assert.Equal(new IPEndPoint(IPAddress.Parse(good), port), socket.RemoteEndPoint);
        Assert.Equal($"tc:{port}: 127.0.0.1:{port} has not answered; connected to {socket.RemoteEndPoint} instead", Assert.Single(said));
        Assert.Equal(AddressRace.HeadStart, time.Elapsed);
    }

    [Fact]
    public async Task An_address_that_refuses_costs_nothing_and_is_told()
    {
        Test.UnixOnly();
        var port = Refuse("127.0.0.1");
        Listen("127.0.0.2", isDead: false, port);
        using var socket = await RunAsync(port, "127.0.0.1", "127.0.0.2").Soon();
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.Equal($"tc:{port}: 127.0.0.1:{port}: Connection refused; connected to 127.0.0.2:{port} instead", Assert.Single(said));
    }

    [Fact]
    public async Task The_first_that_answers_is_taken_though_it_began_first()
    {
        Test.UnixOnly();
        var port = Listen("127.0.0.1", isDead: false);
        Listen("127.0.0.2", isDead: false, port);
        using var socket = await RunAsync(port, "127.0.0.1", "127.0.0.2").Soon();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), socket.RemoteEndPoint);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Where_none_answers_each_is_named()
    {
        Test.UnixOnly();
        var port = Listen("127.0.0.1", isDead: true);
        Listen("127.0.0.2", isDead: true, port);
        var race = RunAsync(port, "127.0.0.1", "127.0.0.2");
        await time.PassAsync(AddressRace.HeadStart);
        time.Advance(Limit);
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => race.Soon());
        Assert.Equal(Prospect.Open, error.Prospect);
        // Both waits are over at the same moment: which of them is told first is nobody's business.
        Assert.StartsWith($"cannot connect to tc:{port}: ", error.Message, StringComparison.Ordinal);
        foreach (var address in (string[])["127.0.0.1", "127.0.0.2"])
            Assert.Contains($"{address}:{port}: no answer within 9 s", error.Message, StringComparison.Ordinal);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Where_all_refuse_each_is_named()
    {
        Test.UnixOnly();
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => RunAsync(9, "127.0.0.1", "::1").Soon());
        Assert.Equal("cannot connect to tc:9: 127.0.0.1:9: Connection refused; [::1]:9: Connection refused.", error.Message);
    }

    [Fact]
    public async Task It_can_be_cancelled()
    {
        Test.UnixOnly();
        var port = Listen("127.0.0.1", isDead: true);
        using var cancel = new CancellationTokenSource();
        var race = new AddressRace(time, "tc", Limit, m => said.Add(m.Text)).RunAsync([IPAddress.Loopback], port, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race.Soon());
    }

    [Theory]
    [InlineData("::1 ::2 ::3 1.1.1.1 1.1.1.2", "::1 1.1.1.1 ::2 1.1.1.2 ::3")]
    [InlineData("1.1.1.1 ::1 ::2", "1.1.1.1 ::1 ::2")]
    [InlineData("1.1.1.1 1.1.1.2", "1.1.1.1 1.1.1.2")]
    public void Both_kinds_of_address_take_turns(string addresses, string expected) =>
        Assert.Equal(expected, string.Join(" ", AddressRace.InTurn([.. addresses.Split(' ').Select(IPAddress.Parse)])));

    private Task<Socket> RunAsync(int port, params string[] addresses) =>
        new AddressRace(time, $"tc:{port}", Limit, m => said.Add(m.Text)).RunAsync([.. addresses.Select(IPAddress.Parse)], port, Test.Token);

    /// <summary>A port that takes connections; a dead one's queue is full, so that Linux leaves further ones without any answer.</summary>
    private int Listen(string address, bool isDead, int port = 0)
    {
        var ip = IPAddress.Parse(address);
        var listener = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(listener);
        listener.Bind(new IPEndPoint(ip, port));
        listener.Listen(isDead ? 0 : 10);
        var place = (IPEndPoint)listener.LocalEndPoint!;
        if (isDead) Fill(place);
        return place.Port;
    }

    /// <summary>A port that refuses connections, and that nobody else takes: who binds it does not listen.</summary>
    private int Refuse(string address)
    {
        var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(holder);
        holder.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return ((IPEndPoint)holder.LocalEndPoint!).Port;
    }

    private void Fill(IPEndPoint place)
    {
        var first = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(first);
        first.Connect(place);
    }
}
