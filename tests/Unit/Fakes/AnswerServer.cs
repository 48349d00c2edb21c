using System.Text;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A port on loopback that answers each connection's first request with bytes as they are given, and then closes it.</summary>
internal sealed class AnswerServer : IDisposable
{
    private readonly LoopbackPort port;
    private readonly Action<string, Stream> answer;
    private readonly List<string> requests = [];

    /// <param name="answer">Answers; it is given the first line and headers of the request.</param>
    public AnswerServer(Action<string, Stream> answer)
    {
        this.answer = answer;
        port = new(Answer);
    }

    public AnswerServer(Action<Stream> answer)
        : this((_, stream) => answer(stream))
    {
    }

    public AnswerServer(string answer)
        : this(stream => stream.Write(Encoding.ASCII.GetBytes(answer), 0, answer.Length))
    {
    }

    public int Port => port.Number;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The first lines and headers of what was asked.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public void Dispose() => port.Dispose();

    private void Answer(Stream stream)
    {
        var request = Head(stream);
        lock (requests) requests.Add(request);
        answer(request, stream);
    }

    private static string Head(Stream stream)
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
