using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A port on loopback that answers each connection's first request with bytes as they are given, and then closes it.</summary>
internal sealed class AnswerServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<string, Stream> answer;
    private readonly List<string> requests = [];

    /// <param name="answer">Answers; it is given the first line and headers of the request.</param>
    public AnswerServer(Action<string, Stream> answer)
    {
        this.answer = answer;
        listener.Start();
        new Thread(Serve) { IsBackground = true, Name = "answers" }.Start();
    }

    public AnswerServer(Action<Stream> answer)
        : this((_, stream) => answer(stream))
    {
    }

    public AnswerServer(string answer)
        : this(stream => stream.Write(Encoding.ASCII.GetBytes(answer), 0, answer.Length))
    {
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The first lines and headers of what was asked.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public void Dispose() => listener.Stop();

    /// <summary>Accepts on a thread of its own, as Wine now and then forgets an asynchronous accept; answers on the pool, where a test's clock sees it.</summary>
    private void Serve()
    {
        while (Accept() is { } client)
        {
            using (client) Task.Run(() => Answer(client)).GetAwaiter().GetResult();
        }
    }

    private TcpClient? Accept()
    {
        try
        {
            return listener.AcceptTcpClient();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Answer(TcpClient client)
    {
        try
        {
            using var stream = client.GetStream();
            var request = Head(stream);
            lock (requests) requests.Add(request);
            answer(request, stream);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client has seen enough.
        }
    }

    private static string Head(NetworkStream stream)
    {
        var text = new StringBuilder();
        while (stream.ReadByte() is >= 0 and var b)
        {
            // A greeting of TLS has no lines.
            if (b == 22 && text.Length == 0) break;
            text.Append((char)b);
            if (text.Length >= 4 && text.ToString(text.Length - 4, 4) == "\r\n\r\n") break;
        }
        return text.ToString();
    }
}
