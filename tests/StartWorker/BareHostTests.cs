using System.Diagnostics;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>
/// The native program where there is nothing but itself and the C library: no OpenSSL, ICU, /proc, /dev, /tmp, no environment, a root that
/// is read only if the system lets us have one. It takes root's rights, and the native program.
/// </summary>
public sealed class BareHostTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("start-worker-bare-");

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_registers_and_gets_its_secrets_over_http(bool isReadOnly)
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.SetSecret($"worker-pool:{Scenario.Pool}", """{"config": {"fromSecret": 1}, "files": []}""");
        scenario.Sandbox.AddStaticWorker(Scenario.Pool, "static", "test-group", "static-1", Scenario.StaticSecret, "{}");
        var (exitCode, log) = await RunAsync(scenario.Sandbox.RootUrl, isReadOnly);
        Assert.True(exitCode == 0, log);
        Assert.Equal(3, scenario.Sandbox.Requests.Count);
        Assert.DoesNotContain("failed", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_without_OpenSSL_is_one_line_before_anything_is_asked()
    {
        var (exitCode, log) = await RunAsync("https://127.0.0.1:9", isReadOnly: false);
        Assert.Equal(1, exitCode);
        var error = Assert.Single(log.Split('\n'), l => l.Contains("ERROR", StringComparison.Ordinal));
        Assert.Contains("https needs OpenSSL (libssl.so.3), which this machine does not have. Install it: the package is libssl3 on Debian", error, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", log, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Log)> RunAsync(string rootUrl, bool isReadOnly)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "chroot(2) is for root.");
        Assert.SkipUnless(await FurnishAsync(), "Only the native program runs without .NET.");
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "runner.yml"), $$"""
            provider:
              providerType: static
              rootURL: {{rootUrl}}
              providerID: static
              workerPoolID: {{Scenario.Pool}}
              workerGroup: test-group
              workerID: static-1
              staticSecret: {{Scenario.StaticSecret}}
            worker: {implementation: dummy}
            """);
        File.SetUnixFileMode(Path.Combine(root.FullName, "runner.yml"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string ReadOnly = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && ";
        const string Enter = "exec env -i \"$(command -v chroot)\" \"$1\" /start-worker /runner.yml";
        return await RunAsync("unshare", "--mount", "sh", "-c", (isReadOnly ? ReadOnly : "") + Enter, "sh", root.FullName);
    }

    /// <summary>Copies the program and the libraries that it is linked to.</summary>
    private async Task<bool> FurnishAsync()
    {
        var (exitCode, text) = await RunAsync("ldd", StartWorkerProcess.Program);
        if (exitCode != 0 || File.Exists(Path.ChangeExtension(StartWorkerProcess.Program, ".dll"))) return false;
        File.Copy(StartWorkerProcess.Program, Path.Combine(root.FullName, "start-worker"));
        foreach (var word in text.Split(null as char[], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] != '/') continue;
            var copy = root.FullName + word;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(word, copy);
        }
        return true;
    }

    private static async Task<(int ExitCode, string Log)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output + await error);
    }
}
