namespace WorkerRunner.ModuleTests;

public sealed class RestartCacheTests : ModuleTest
{
    private const string Hidden = "hidden-value-of-the-pool";
    private const string Run = "Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles";

    [LimitedFact]
    public async Task After_a_restart_nobody_is_asked()
    {
        WriteCachedConfig();
        var first = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Equal(0, first.Single.Get("ExitCode"));
        var asked = Sandbox.Arrivals.Count;
        Assert.NotEqual(0, asked);
        var second = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Equal(0, second.Single.Get("ExitCode"));
        Assert.Equal(asked, Sandbox.Arrivals.Count);
        Assert.Contains(second.Log, l => l.Message == $"Loading cached state from {File("cache.json")}");
    }

    [LimitedFact]
    public async Task Step_by_step_the_cached_run_passes_every_stage()
    {
        WriteCachedConfig();
        Assert.NotNull((await Engine.RunAsync(Run)).Single);
        var run = (await Engine.RunAsync($"$run = {Run}; $run")).Single;
        Assert.Contains("FromCache", run.Text("Stages"));
        Assert.Equal("********", (await Engine.RunAsync("$run.WorkerConfig.hidden")).Single.ToString());
        Assert.DoesNotContain(Hidden, await Engine.DisplayAsync("$run"));
    }

    [LimitedFact]
    public async Task It_is_written_before_the_files_and_private()
    {
        WriteCachedConfig();
        await Engine.RunAsync(Run);
        Assert.Contains(Hidden, await System.IO.File.ReadAllTextAsync(File("cache.json"), Limits.Token));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Permissions.Private, Permissions.Of(File("cache.json")));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_it_is_not_written()
    {
        WriteCachedConfig();
        await Engine.RunAsync($"{Run} -WhatIf");
        Assert.False(Has("cache.json"));
        Assert.Contains(File("cache.json"), Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task One_that_others_can_read_is_refused()
    {
        Permissions.UnixOnly();
        WriteCachedConfig();
        await Engine.RunAsync(Run);
        Permissions.Set(File("cache.json"), Permissions.Loose);
        var error = (await Engine.RunAsync(Run)).FailedWith("RestartCacheFailed");
        Assert.Contains("can be read by users other than its owner", error.Exception.Message);
        Assert.Contains($"Delete {File("cache.json")}", error.ErrorDetails.Message);
    }

    [LimitedFact]
    public async Task A_static_worker_has_none()
    {
        var path = WriteStaticConfig("cacheOverRestarts: cache.json");
        var error = (await Engine.RunAsync(Run)).FailedWith("RunnerConfigInvalid");
        Assert.Contains("cacheOverRestarts cannot be used with the provider static", error.Exception.Message);
        Assert.Equal(path, error.TargetObject);
    }

    private void WriteCachedConfig()
    {
        Sandbox.SetSecret(PoolSecret, $$"""{"config":{"hidden":"{{Hidden}}"} }""");
        WriteStandaloneConfig(
            $$"""
            workerConfig: {script: [{{WorkerScript.Hello}}, {"exit": 0}]}
            cacheOverRestarts: {{System.Text.Json.JsonSerializer.Serialize(File("cache.json"))}}
            """);
    }
}
