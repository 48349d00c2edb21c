using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>
/// The real program in a process of its own: the one beside the tests, or the one that START_WORKER names, such as the native one.
/// </summary>
internal sealed class StartWorkerProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private StartWorkerProcess(Process process) => this.process = process;

    public static string Program { get; } = Environment.GetEnvironmentVariable("START_WORKER") is { Length: > 0 } named
        ? named
        : Path.Combine(AppContext.BaseDirectory, "start-worker");

    /// <summary>What others call it.</summary>
    public string Id => process.Id.ToString(CultureInfo.InvariantCulture);

    public StreamReader Log => process.StandardError;

    public StreamReader Output => process.StandardOutput;

    public static StartWorkerProcess Start(params string[] arguments) => Start(Program, arguments);

    public static StartWorkerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["TZ"] = "UTC";

        // Whatever goes wrong in a test, the machine it runs on is not shut down.
        info.Environment["PATH"] = $"{HarmlessShutdown.Folder}:{info.Environment["PATH"]}";
        foreach (var variable in variables ?? new Dictionary<string, string>()) info.Environment[variable.Key] = variable.Value;
        return new StartWorkerProcess(Process.Start(info)!);
    }

    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var started = Start(arguments);
        return await started.EndAsync();
    }

    /// <summary>The same with environment variables over those that there are.</summary>
    public static async Task<Ended> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var started = Start(Program, arguments, variables);
        return await started.EndAsync();
    }

    public void Signal(PosixSignal signal) => Assert.True(TrySignal(signal));

    /// <summary>Whether it could be signalled, as it has not ended.</summary>
    public bool TrySignal(PosixSignal signal) => !process.HasExited && Kill(process.Id, signal switch
    {
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGHUP => 1,
        _ => 15,
    }) == 0;

    /// <summary>Kills it alone, which it hears nothing of.</summary>
    public void Kill() => process.Kill();

    /// <summary>Reads the log until a line contains <paramref name="text"/>.</summary>
    public Task<string> ReadUntilAsync(string text) => ReadUntilAsync(text, Log);

    /// <summary>The same with <see cref="Output"/>, or another of its streams.</summary>
    public static async Task<string> ReadUntilAsync(string text, StreamReader stream)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await stream.ReadLineAsync(limit.Token) is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException($"start-worker ended without a line that contains \"{text}\".");
    }

    /// <summary>Reads what is left and waits for the end.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var log = await Log.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, await output, log);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
