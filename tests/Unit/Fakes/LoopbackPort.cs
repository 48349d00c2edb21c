using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace WorkerRunner.Tests.Fakes;

/// <summary>
/// A port on loopback that serves one connection after another. It accepts on a thread of its own, as Wine now and then forgets an
/// asynchronous accept, and serves on the pool, where a test's clock sees it.
/// </summary>
internal sealed class LoopbackPort : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<Stream> serve;

    public LoopbackPort(Action<Stream> serve)
    {
        this.serve = serve;
        listener.Start();
        Number = ((IPEndPoint)listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = $"port {Number}" }.Start();
    }

    public int Number { get; }

    public void Dispose() => listener.Stop();

    private void Accept()
    {
        while (Next() is { } client)
        {
            using (client) Task.Run(() => Serve(client)).GetAwaiter().GetResult();
        }
    }

    private TcpClient? Next()
    {
        try
        {
            return listener.AcceptTcpClient();
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Serve(TcpClient client)
    {
        try
        {
            using var stream = client.GetStream();
            serve(stream);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client has seen enough.
        }
    }
}
