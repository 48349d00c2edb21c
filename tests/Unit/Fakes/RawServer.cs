using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A port on loopback that takes one request, byte by byte as it comes, and answers <c>{}</c>.</summary>
internal sealed class RawServer : IDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public RawServer()
    {
        listener.Start();
        Request = Task.Run(TakeAsync);
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>The request's lines up to the first empty one.</summary>
    public Task<IReadOnlyList<string>> Request { get; }

    public void Dispose() => listener.Stop();

    private async Task<IReadOnlyList<string>> TakeAsync()
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) lines.Add(line);
        using var writer = new StreamWriter(stream, Encoding.ASCII);
        await writer.WriteAsync(Answer);
        return lines;
    }
}
