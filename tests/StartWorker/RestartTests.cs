using System.Text.Json;
using WorkerRunner.Sandbox;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>Runs that begin with what an earlier one left.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task After_a_renewal_a_start_from_the_cache_gives_the_worker_the_renewed_credentials()
    {
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(8) });
        var instance = scenario.Sandbox.AddGoogleInstance(
            Scenario.Pool, "google", "group", Scenario.PoolConfig(Steps.Hello, Steps.Await("new-credentials"), Steps.Exit(67)));
        scenario.Sandbox.RequestRecorded += (_, request) =>
        {
            if (request.Target.EndsWith("/register", StringComparison.Ordinal)) scenario.Sandbox.CredentialLifetime = TimeSpan.FromHours(1);
        };
        var worker = scenario.WriteScript("worker", $"""
            #!/bin/sh
            if [ -e "$0.first" ]; then cp "$3" "$0.second"; exit 0; fi
            cp "$3" "$0.first"
            exec '{Scenario.ScriptedWorker}' "$@"

            """);
        var config = scenario.Cloud("google", instance.Address, $"cacheOverRestarts: '{scenario.File("cache.json")}'", worker);

        var first = await StartWorkerProcess.RunAsync(config);
        var second = await StartWorkerProcess.RunAsync(config);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("Sending new credentials to worker", first.Log, StringComparison.Ordinal);
        Assert.NotEqual(await TokenAsync($"{worker}.first"), await TokenAsync($"{worker}.second"));
        var cache = JsonDocument.Parse(await File.ReadAllTextAsync(scenario.File("cache.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(cache.GetProperty("credentials").GetProperty("accessToken").GetString(), await TokenAsync($"{worker}.second"));
        Assert.Single(scenario.Sandbox.Requests, r => r.Target.EndsWith("/register", StringComparison.Ordinal));
        Assert.Single(scenario.Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task Files_that_could_not_be_written_are_written_at_the_next_start()
    {
        await using var scenario = await Scenario.CreateAsync();
        var target = scenario.File("in the way/file.txt");
        object[] files = [new { path = target, content = Convert.ToBase64String("text"u8), encoding = "base64", format = "file" }];
        var poolConfig = JsonSerializer.Serialize(new { genericWorker = new { config = new { script = new[] { Steps.Hello, Steps.Exit(0) } }, files } });
        var instance = scenario.Sandbox.AddGoogleInstance(Scenario.Pool, "google", "group", poolConfig);
        var config = scenario.Cloud("google", instance.Address, $"cacheOverRestarts: '{scenario.File("cache.json")}'");
        var obstacle = scenario.WriteScript("in the way", "");

        var first = await StartWorkerProcess.RunAsync(config);
        File.Delete(obstacle);
        var second = await StartWorkerProcess.RunAsync(config);

        Assert.Equal((1, 0), (first.ExitCode, second.ExitCode));
        Assert.DoesNotContain("Starting worker", first.Log, StringComparison.Ordinal);
        Assert.Contains("Loading cached state from", second.Log, StringComparison.Ordinal);
        Assert.Equal("text", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Single(scenario.Sandbox.Requests, r => r.Target.EndsWith("/register", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task A_clock_that_is_wrong_by_hours_neither_fails_a_start_nor_puts_off_a_renewal(int hours)
    {
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(8) });
        scenario.Sandbox.ClockSkew = TimeSpan.FromHours(hours);
        var config = scenario.Static([Steps.Hello, Steps.Await("new-credentials"), Steps.Exit(0)]);

        var ended = await StartWorkerProcess.RunAsync(config);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("This machine's clock is", ended.Log, StringComparison.Ordinal);
        Assert.Contains(scenario.Sandbox.Requests, r => r.Target.EndsWith("/reregister", StringComparison.Ordinal) && r.Status == 200);
    }

    private static async Task<string?> TokenAsync(string path)
    {
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        return config.RootElement.GetProperty("accessToken").GetString();
    }
}
