using WorkerRunner.Logging;
using WorkerRunner.Timelines;

namespace WorkerRunner.Network;

/// <summary>A client of HTTP, with the clock and the log of its requests.</summary>
/// <param name="log">Where requests are said.</param>
/// <param name="time">The clock of their limits.</param>
/// <param name="timeline">Where the time goes.</param>
/// <param name="nextRandom">Gives numbers from 0 to 1, by which the machines of a fleet do not ask at the same moment.</param>
/// <param name="create">Makes the client with the first request: a run that asks nobody does not pay for the network stack.</param>
internal sealed class HttpAccess(RunLog log, TimeProvider time, TimelineRecorder timeline, Func<double> nextRandom, Func<HttpClient> create) : IDisposable
{
    private readonly Lazy<HttpClient> client = new(create);

    public RunLog Log { get; } = log;

    public TimeProvider Time { get; } = time;

    public TimelineRecorder Timeline { get; } = timeline;

    public double NextRandom() => nextRandom();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => client.Value.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }
}
