using System.Globalization;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Bench;

/// <summary>
/// A long life in a short time: a worker that talks, reports and is renewed every ten seconds, on a cloud whose metadata service is polled,
/// with a fault now and then. What the process holds must not grow with it.
/// </summary>
internal static class Soak
{
    private const double MostGrowthMiB = 4;
    private const double MostGrowthDescriptors = 4;
    private const double MostGrowthThreads = 3;

    // Credentials that live so long are renewed 30 s before they expire.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const string Worker = """
        read -r welcome
        echo '~{"type":"hello","capabilities":["graceful-termination","new-credentials","log","error-report"]}'
        echo ready
        ( while :; do
            echo "a line of output"
            echo '~{"type":"log","body":{"textPayload":"a structured entry","n":1}}'
            echo '~{"type":"error-report","kind":"soak","title":"a report","description":"one of many","extra":{}}'
            sleep 1
          done ) &
        while read -r message; do case "$message" in *graceful-termination*) kill $!; exit 0;; esac; done
        """;

    // What may strike without ending the run. Answers are lost by the metadata service only: the answer to a renewal has the next
    // secret, and without it the worker has to end before its credentials expire.
    private static readonly (FaultKind Kind, string? Service)[] Faults =
    [
        (FaultKind.Status(503), null),
        (FaultKind.DropConnection, ServiceName.Aws),
        (FaultKind.TruncateBody, ServiceName.Aws),
        (FaultKind.Delay(TimeSpan.FromSeconds(1)), null),
    ];

    /// <summary>Runs it so long; the first tenth warms it up.</summary>
    public static IEnumerable<Result> Measure(Programs programs, Workplace place, TimeSpan length) =>
        MeasureAsync(programs, place, length).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Programs programs, Workplace place, TimeSpan length)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { CredentialLifetime = Lifetime });
        var cloud = Cloud.All[0];
        using var running = new CloudRun(programs, place.CloudConfig(cloud.Name, cloud.AddInstance(sandbox).Address, Worker));
        await running.SaidAsync("ready");
        var ended = running.ReadOnAsync();

        var steps = Math.Max(10, (int)(length / Step));
        List<ProcessFigures> figures = [];
        for (var step = 0; step < steps; step++)
        {
            var (kind, service) = Faults[step % Faults.Length];
            sandbox.Faults.Add(new Fault { Kind = kind, Service = service, Times = 1 });
            if (await Task.WhenAny(ended, Task.Delay(Step)) == ended)
                throw new BenchException($"start-worker ended after {step * Step.TotalSeconds} s. It said last:\n{await ended}");
            figures.Add(ProcessFigures.Of(running.ProcessId));
        }
        // The median of a tenth: one reading may fall into a collection, or into a burst of threads.
        var (early, late) = (figures.Take(steps / 10 * 2).Skip(steps / 10).ToList(), figures.TakeLast(steps / 10).ToList());
        var renewals = sandbox.Requests.Count(r => r.Target.EndsWith("/worker/reregister", StringComparison.Ordinal) && r.Status == 200);
        var details = string.Create(CultureInfo.InvariantCulture, $"{renewals} renewals, {sandbox.ErrorReports.Count} reports, {sandbox.Requests.Count} requests in {length.TotalMinutes} min");
        return
        [
            Growth("soak: growth of memory, MiB", f => f.ResidentKiB / 1024.0, MostGrowthMiB),
            Growth("soak: growth of descriptors", f => f.Descriptors, MostGrowthDescriptors),
            Growth("soak: growth of threads", f => f.Threads, MostGrowthThreads),
            new Result("soak: renewals a minute", renewals / length.TotalMinutes, 2.5, IsFloor: true, details),
        ];

        Result Growth(string what, Func<ProcessFigures, double> figure, double limit) => new(
            what, Median.Of(late.Select(figure)) - Median.Of(early.Select(figure)), limit, IsFloor: false,
            string.Create(CultureInfo.InvariantCulture, $"{Median.Of(early.Select(figure)):0.0}, then {Median.Of(late.Select(figure)):0.0}"));
    }
}
