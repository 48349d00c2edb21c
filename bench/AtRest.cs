using System.Globalization;
using WorkerRunner.Sandbox;

namespace WorkerRunner.Bench;

/// <summary>
/// What a runner costs while its worker works in silence: the runner shares a paid machine with its tasks. The Go program's figures on the
/// same 30 seconds were 0, 9 and 15 switches a second for static, aws and azure, 8.4 to 10 MB and 4 threads.
/// </summary>
internal static class AtRest
{
    private const string Static = "static";
    private const string Pool = "bench/bench";
    private const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    private const int MostThreads = 15;
    private const double MostResidentToHello = 4;
    private const double MostSwitchesASecond = 0.6;
    private const double MostSwitchesAPoll = 35;

    // The connections of the boot are closed after a minute in which nobody uses them.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        var hello = PeakMemory.Of(place, programs.Hello);
        // All at the same time: there is little that could be in each other's way.
        var all = Cloud.All.Select(c => c.Name).Prepend(Static).Select(name => MeasureAsync(programs, place, name, hello));
        return Task.WhenAll(all).GetAwaiter().GetResult().SelectMany(r => r);
    }

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Programs programs, Workplace place, string name, double hello)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        const string worker = "read -r welcome; echo '~{\"type\":\"hello\",\"capabilities\":[\"graceful-termination\",\"new-credentials\"]}'; echo ready; read -r end";
        using var running = new CloudRun(programs, Config(sandbox, place, name, worker));
        await running.SaidAsync("ready");
        await Task.Delay(Settling);
        var (first, asked) = (ProcessFigures.Of(running.ProcessId), sandbox.Requests.Count);
        await Task.Delay(Watched);
        var (last, polls) = (ProcessFigures.Of(running.ProcessId), sandbox.Requests.Count - asked);

        var switches = last.SwitchesSince(first);
        return
        [
            // Who polls wakes up for it; how often that may be is the poll's own business.
            polls == 0
                ? Row($"{name}: switches a second at rest", switches / Watched.TotalSeconds, MostSwitchesASecond, $"{switches} in {Watched.TotalSeconds} s")
                : Row($"{name}: switches a poll", switches / (double)polls, MostSwitchesAPoll, $"{switches} in {Watched.TotalSeconds} s, {polls} polls"),
            Row($"{name}: threads at rest", last.Threads, MostThreads, $"{last.Descriptors} descriptors"),
            Row($"{name}: resident at rest : hello world", last.ResidentKiB / hello, MostResidentToHello, $"{last.ResidentKiB} KiB, {hello} KiB"),
        ];
    }

    private static string Config(SandboxServer sandbox, Workplace place, string name, string worker)
    {
        if (name == Static)
        {
            sandbox.AddStaticWorker(Pool, "static", "bench", "bench", StaticSecret);
            return place.StaticConfig(sandbox.RootUrl, StaticSecret, worker);
        }
        var instance = Cloud.All.Single(c => c.Name == name).AddInstance(sandbox);
        return place.CloudConfig(name, instance.Address, worker);
    }

    private static Result Row(string what, double figure, double limit, FormattableString details) =>
        new(what, figure, limit, IsFloor: false, details.ToString(CultureInfo.InvariantCulture));
}
