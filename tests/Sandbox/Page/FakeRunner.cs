using System.Net.Sockets;

namespace WorkerRunner.Sandbox.Tests.Page;

/// <summary>A runner's control endpoint that says what docs/control.md shows.</summary>
internal sealed class FakeRunner : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string greeting;
    private readonly string rootUrl;

    public FakeRunner(string rootUrl, string greeting = """{"protocol":1,"version":"0.1.0"}""")
    {
        (this.rootUrl, this.greeting) = (rootUrl, greeting);
        listener.Bind(new UnixDomainSocketEndPoint(Place));
        listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Place { get; } = Path.Combine(Path.GetTempPath(), $"sandbox-test-{Guid.NewGuid():N}.sock");

    public void Dispose()
    {
        listener.Dispose();
        File.Delete(Place);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = listener.Accept();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // It is over.
        }
    }

    private void Serve(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream);
        using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        try
        {
            writer.WriteLine(greeting);
            while (reader.ReadLine() is { } line)
            {
                if (line.Contains("status", StringComparison.Ordinal))
                    writer.WriteLine($$$"""{"result":{"id":"1143","stage":"running","uptimeSeconds":{{{Environment.TickCount}}},"rootUrl":"{{{rootUrl}}}","workerPoolId":"p/a","workerGroup":"g","workerId":"w"}}""");
                else
                    writer.WriteLine("""{"message":{"time":"2026-11-27T14:00:00Z","direction":"ToWorker","type":"welcome","text":"{}"}}""");
            }
        }
        catch (IOException)
        {
            // The client is gone.
        }
    }
}
