using System.Diagnostics;

namespace WorkerRunner.Bench;

/// <summary>A start-worker on a cloud instance, whose log tells how far it is.</summary>
internal sealed class CloudRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int LastLines = 20;

    private readonly Process process;
    private readonly CancellationTokenSource limit = new(Limit);
    private readonly Stopwatch time = Stopwatch.StartNew();

    public CloudRun(Programs programs, string config) =>
        process = Process.Start(new ProcessStartInfo(programs.StartWorker, ["--keep-instance", config]) { RedirectStandardError = true })!;

    public int ProcessId => process.Id;

    /// <summary>When a log line ended so, since the start.</summary>
    public async Task<TimeSpan> SaidAsync(string text)
    {
        var all = new List<string>();
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.EndsWith(text, StringComparison.Ordinal)) return time.Elapsed;
            all.Add(line);
        }
        throw new BenchException($"start-worker ended without saying \"{text}\":\n{string.Join('\n', all)}");
    }

    /// <summary>Reads on what it says, to its end, so that it is not held up; returns the last of it.</summary>
    public async Task<string> ReadOnAsync()
    {
        var last = new Queue<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > LastLines) last.Dequeue();
        }
        return string.Join('\n', last);
    }

    public async Task EndAsync()
    {
        await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        limit.Dispose();
    }
}
