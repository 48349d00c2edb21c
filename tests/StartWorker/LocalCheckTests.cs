using System.Runtime.InteropServices;
using System.Text.Json;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>A cloud's worker registers once: what is wrong on its own machine must show before anything is asked.</summary>
public sealed class LocalCheckTests
{
    // What a full disk does, without one: nothing larger than 1 KiB can be written.
    private const string OnAFullDisk = "trap '' XFSZ; ulimit -f 1; export DOTNET_EnableWriteXorExecute=0; exec \"$0\" \"$1\"";

    [Theory]
    [InlineData("none", "does not exist. Check the path")]
    [InlineData("folder", "is a folder. It must be the worker's executable")]
    [InlineData("not-executable", "is not executable. Make it executable: chmod +x ")]
    public async Task A_worker_that_cannot_be_started(string name, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        Directory.CreateDirectory(scenario.File("folder"));
        File.SetUnixFileMode(scenario.WriteScript("not-executable", "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await FailsAsync(scenario, Cloud(scenario, path: scenario.File(name)), $"worker.path {scenario.File(name)} {expected}");
    }

    [Theory]
    [InlineData("folder", "is a folder. Give the path of a file.")]
    [InlineData("pipe", "is a device, pipe or socket. Give the path of a file.")]
    [InlineData("file/below", "which is not a folder.")]
    [InlineData("/proc/worker.json", "could not be written")]
    public async Task A_worker_configuration_that_cannot_be_written(string name, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        PutObstacles(scenario);
        var config = await File.ReadAllTextAsync(Cloud(scenario), TestContext.Current.CancellationToken);
        await FailsAsync(
            scenario,
            scenario.Write(config.Replace(JsonSerializer.Serialize(scenario.WorkerConfig), $"'{scenario.File(name)}'", StringComparison.Ordinal)),
            expected);
    }

    [Theory]
    [InlineData("folder", "is a folder")]
    [InlineData("pipe", "is not a regular file")]
    [InlineData("file/below", "could not be written")]
    [InlineData("/proc/cache.json", "could not be written")]
    public async Task A_restart_cache_that_cannot_be_written(string name, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        PutObstacles(scenario);
        await FailsAsync(scenario, Cloud(scenario, $"cacheOverRestarts: '{scenario.File(name)}'"), expected);
    }

    [Fact]
    public async Task A_full_disk_for_the_workers_configuration()
    {
        await using var scenario = await Scenario.CreateAsync();
        await FailsOnAFullDiskAsync(scenario, Cloud(scenario), "The worker's configuration could not be written");
    }

    [Fact]
    public async Task A_full_disk_for_the_restart_cache()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = scenario.Sandbox.AddAwsInstance(Scenario.Pool, "aws", "group", Scenario.PoolConfig());
        var config = scenario.Write($$"""
            provider: {providerType: aws, metadataURL: "{{instance.Address}}"}
            worker: {implementation: dummy}
            cacheOverRestarts: '{{scenario.File("cache.json")}}'
            """);
        await FailsOnAFullDiskAsync(scenario, config, "The restart cache ");
    }

    [Fact]
    public async Task Folders_that_are_missing_are_made()
    {
        await using var scenario = await Scenario.CreateAsync();
        var cache = scenario.File("state/of/worker/cache.json");
        var ended = await StartWorkerProcess.RunAsync(Cloud(scenario, $"cacheOverRestarts: '{cache}'"));
        Assert.Equal(0, ended.ExitCode);
        Assert.True(File.Exists(cache));
    }

    private static string Cloud(Scenario scenario, string more = "", string? path = null)
    {
        var instance = scenario.Sandbox.AddAwsInstance(Scenario.Pool, "aws", "group", Scenario.PoolConfig(Steps.Hello, Steps.Exit(0)));
        return scenario.Cloud("aws", instance.Address, more, path);
    }

    private static void PutObstacles(Scenario scenario)
    {
        Directory.CreateDirectory(scenario.File("folder"));
        scenario.WriteScript("file", "");
        Assert.Equal(0, MakeFifo(scenario.File("pipe"), 0x180));
    }

    private static async Task FailsAsync(Scenario scenario, string config, string expected) =>
        AssertFailed(scenario, await StartWorkerProcess.RunAsync(config), expected);

    private static async Task FailsOnAFullDiskAsync(Scenario scenario, string config, string expected)
    {
        using var limited = StartWorkerProcess.Start("/bin/bash", ["-c", OnAFullDisk, StartWorkerProcess.Program, config]);
        AssertFailed(scenario, await limited.EndAsync(), expected);
        Assert.Equal(["runner.yaml"], scenario.FilesNow);
    }

    private static void AssertFailed(Scenario scenario, Ended ended, string expected)
    {
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.LastLine, StringComparison.Ordinal);
        Assert.Single(ended.LogLines, l => l.Contains(" ERROR: ", StringComparison.Ordinal));
        Assert.Empty(scenario.Sandbox.Arrivals);
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
