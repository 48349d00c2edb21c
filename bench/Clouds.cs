using System.Globalization;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Bench;

/// <summary>
/// How many round trips a boot has on its critical path on each cloud, and how long an interruption takes from the metadata service to the
/// worker.
/// </summary>
internal static class Clouds
{
    private const int Runs = 5;

    // Every request of the sandbox is delayed by so much; the rest of a boot may take as long as the second figure.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(60);

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        foreach (var cloud in Cloud.All)
        {
            yield return Boot(programs, place, cloud).GetAwaiter().GetResult();
            yield return Notice(programs, place, cloud).GetAwaiter().GetResult();
        }
    }

    private static async Task<Result> Boot(Programs programs, Workplace place, Cloud cloud)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        List<double> times = [];

        // The first run warms the sandbox up.
        for (var run = 0; run <= Runs; run++)
        {
            var instance = cloud.AddInstance(sandbox);
            if (run == 1) sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay(Delay) });
            using var booting = new CloudRun(programs, place.CloudConfig(cloud.Name, instance.Address, "echo started"));
            var time = await booting.SaidAsync("started");
            await booting.EndAsync();
            if (run > 0) times.Add(time.TotalMilliseconds);
        }
        var median = Median.Of(times);
        return new Result(
            $"{cloud.Name}: delays until the worker starts", (median - Rest.TotalMilliseconds) / Delay.TotalMilliseconds, cloud.MostDelays, IsFloor: false,
            string.Create(CultureInfo.InvariantCulture, $"{median:0} ms with {Delay.TotalMilliseconds} ms a request, of which {Rest.TotalMilliseconds} ms do not count"));
    }

    private static async Task<Result> Notice(Programs programs, Workplace place, Cloud cloud)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        List<double> times = [];
        for (var run = 0; run < Runs; run++)
        {
            var instance = cloud.AddInstance(sandbox);
            using var running = new CloudRun(programs, place.CloudConfig(
                cloud.Name, instance.Address, "read -r welcome; echo '~{\"type\":\"hello\",\"capabilities\":[\"graceful-termination\"]}'; echo ready; read -r end; echo told"));
            var ready = await running.SaidAsync("ready");
            cloud.Interrupt(sandbox);
            times.Add((await running.SaidAsync("told") - ready).TotalSeconds);
            await running.EndAsync();
        }
        return new Result(
            $"{cloud.Name}: seconds from notice to worker", times.Max(), cloud.LongestNotice.TotalSeconds, IsFloor: false,
            string.Create(CultureInfo.InvariantCulture, $"the longest of {Runs}"));
    }
}
