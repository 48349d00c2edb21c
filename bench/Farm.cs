using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Bench;

/// <summary>The sandbox as farms that build images use it: hundreds of runners at once against one, with its page open.</summary>
internal static class Farm
{
    private const int Runners = 500;
    private const int Boots = 10;
    private const int RequestsABoot = 3;
    private const double LongestToPage = 200;
    private const string Pool = "bench/bench";
    private const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    private const string Worker = "read -r welcome; echo '~{\"type\":\"hello\",\"capabilities\":[\"graceful-termination\"]}'; read -r end";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static IEnumerable<Result> Measure(Programs programs, Workplace place) => MeasureAsync(programs, place).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Programs programs, Workplace place)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { PagePort = 0 });
        using var limit = new CancellationTokenSource(Limit);
        var delays = new List<double>();
        var watching = WatchAsync(sandbox, delays, limit.Token);
        for (var i = 0; i < Boots; i++)
            await BootAsync(programs, place, sandbox, [i], limit.Token);
        var (longest, single) = (delays.Max(), delays.Count);

        var start = Stopwatch.GetTimestamp();
        var failed = await BootAsync(programs, place, sandbox, [.. Enumerable.Range(Boots, Runners)], limit.Token);
        var took = Stopwatch.GetElapsedTime(start);
        var refused = sandbox.Requests.Count(request => !IsExpected(request));
        await limit.CancelAsync();
        await watching;
        return
        [
            new Result("page: request to page, ms", longest, LongestToPage, IsFloor: false, Text($"the longest of {single}, at {Boots} boots one after another")),
            new Result("farm: runners that failed", failed, 0, IsFloor: false, Text($"{Runners} at once, up in {took.TotalSeconds:0.0} s")),
            new Result("farm: requests that failed", refused, 0, IsFloor: false, Text($"of {sandbox.Requests.Count}; to the page in {Median.Of(delays.Skip(single)):0} ms, {delays.Max():0} ms at most")),
        ];
    }

    /// <summary>Boots all at once, waits until all have what they ask for, and ends them; the result is how many did not end well.</summary>
    private static async Task<int> BootAsync(Programs programs, Workplace place, SandboxServer sandbox, IReadOnlyList<int> numbers, CancellationToken limit)
    {
        var before = sandbox.Requests.Count;
        var running = numbers.Select(number =>
        {
            sandbox.AddStaticWorker(Pool, "static", "bench", $"bench-{number}", StaticSecret);
            return Start(programs.StartWorker, place.StaticConfig(sandbox.RootUrl, StaticSecret, Worker, $"bench-{number}"), place);
        }).ToList();
        while (sandbox.Requests.Count < before + (RequestsABoot * numbers.Count))
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit);
        foreach (var process in running)
            process.StandardInput.Close();
        foreach (var process in running)
            ChildProcess.Run("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)], silent: true);
        await Task.WhenAll(running.Select(process => process.WaitForExitAsync(limit)));
        return running.Count(process => process.ExitCode != 0);
    }

    private static Process Start(string program, string config, Workplace place)
    {
        var start = new ProcessStartInfo(program, [config]) { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment["WORKER_RUNNER_SOCKETS"] = Directory.CreateDirectory(place.PathOf("s"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Reads what an open page reads: how long after its arrival a request is there.</summary>
    private static async Task WatchAsync(SandboxServer sandbox, List<double> delays, CancellationToken ended)
    {
        var url = sandbox.PageUrl!.Split('#');
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", url[1]);
        try
        {
            using var reader = new StreamReader(await http.GetStreamAsync(new Uri(url[0] + "events"), ended));
            while (await reader.ReadLineAsync(ended) is { } line)
            {
                if (line == "event: request" && await reader.ReadLineAsync(ended) is { } data && ArrivalOf(data) is { } arrival)
                    delays.Add((DateTimeOffset.UtcNow - arrival).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // It has seen enough.
        }
    }

    /// <summary>Null for the news that a request was answered.</summary>
    private static DateTimeOffset? ArrivalOf(string data)
    {
        var request = JsonElement.Parse(data.AsSpan("data: ".Length));
        return request.GetProperty("milliseconds").ValueKind == JsonValueKind.Null ? request.GetProperty("time").GetDateTimeOffset() : null;
    }

    /// <summary>That a secret is not there is no failure.</summary>
    private static bool IsExpected(RecordedRequest request) => request.Status is 200 || (request.Status is 404 && request.Target.Contains("/secret/", StringComparison.Ordinal));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
