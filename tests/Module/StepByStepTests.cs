namespace WorkerRunner.ModuleTests;

public sealed class StepByStepTests : ModuleTest
{
    [LimitedFact]
    public async Task The_run_can_be_looked_at_after_each_stage()
    {
        PoolGives("""{"config":{"script":[{"hello":[]},{"exit":0}],"pool":{"says":"a"}},"files":[]}""");
        Sandbox.SetSecret(PoolSecret, """{"config":{"pool":{"number":1}}}""");
        WriteStaticConfig("workerConfig: {own: {list: [x, y]}}");
        Assert.Equal("static", await TextAsync("$config = Get-RunnerConfig $config; $config.Provider.Values.providerType"));
        Assert.Equal("a", await TextAsync("$registered = $config | Invoke-ProviderRegistration; $registered.WorkerConfig.pool.says"));
        Assert.Equal("1", await TextAsync("$complete = $registered | Get-WorkerSecrets; $complete.WorkerConfig.pool.number"));
        Assert.Equal("a", await TextAsync("$complete.WorkerConfig.pool.says"));
        Assert.Equal("y", await TextAsync("$complete.WorkerConfig.own.list[1]"));
        Assert.Equal("False", await TextAsync("$ready = $complete | Expand-WorkerFiles; $ready.WorkerConfig.Has('workerId')"));
        Assert.Equal("0", await TextAsync("$session = $ready | Start-TaskclusterWorker; ($session | Wait-TaskclusterWorker).ExitCode"));
        Assert.Equal(Id, WorkerConfigFile.GetProperty("workerId").GetString());
    }

    [LimitedTheory]
    [InlineData("9007199254740993")]
    [InlineData("-9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("123456789012345678901234567890123456789")]
    public async Task Whole_numbers_of_any_size_are_unchanged(string number)
    {
        PoolGives($$"""{"config":{"script":[{"hello":[]},{"exit":0}],"numbers":{"pool":{{number}} } } }""");
        Sandbox.SetSecret(PoolSecret, $$"""{"config":{"numbers":{"hidden":{{number}} } } }""");
        WriteStaticConfig($"workerConfig:\n  numbers:\n    own: {number}");
        await Engine.RunAsync($"$session = {Chain}; $null = $session | Wait-TaskclusterWorker");
        foreach (var source in (string[])["own", "pool", "hidden"])
        {
            Assert.Equal(number, await TextAsync($"$session.Run.WorkerConfig.numbers.{source}"));
            Assert.Equal(number, WorkerConfigFile.GetProperty("numbers").GetProperty(source).GetRawText());
        }
    }

    [LimitedFact]
    public async Task A_run_that_was_looked_at_is_not_changed_by_it()
    {
        WriteStaticConfig("workerConfig: {a: 1}");
        var outcome = await Engine.RunAsync("$run = Get-RunnerConfig $config | Invoke-ProviderRegistration; $run.WorkerConfig.a = 2");
        Assert.Contains("is immutable", outcome.Failure?.Exception.ToString());
        Assert.Equal("1", await TextAsync("$run.WorkerConfig.a"));
    }

    [LimitedFact]
    public async Task Two_configurations_go_down_one_pipeline()
    {
        Engine["paths"] = new[] { WriteStaticConfig(name: "1.yaml"), WriteStaticConfig(name: "2.yaml") };
        var outcome = await Engine.RunAsync("$paths | Get-RunnerConfig | Invoke-ProviderRegistration | ForEach-Object { [IO.Path]::GetFileName($_.Config.Path) }");
        Assert.Equal(["1.yaml", "2.yaml"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedFact]
    public async Task A_run_is_shown_as_a_list_of_what_matters()
    {
        WriteStaticConfig("workerConfig: {a: 1}");
        var shown = await Engine.DisplayAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        Assert.Matches($@"RootUrl +: {Sandbox.RootUrl}", shown);
        Assert.Matches($@"WorkerPool +: {Pool}", shown);
        Assert.Matches($@"Worker +: {Group}/{Id}", shown);
        Assert.Matches(@"WorkerConfig +: \{""a"":1,", shown);
    }

    [LimitedFact]
    public async Task A_session_is_shown_as_a_row()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        var shown = await Engine.DisplayAsync("$session");
        Assert.Matches(@"Worker +StartedAt +HasEnded +Identity", shown);
        Assert.Contains("generic-worker (pro", shown);
    }

    private async Task<string?> TextAsync(string script) => (await Engine.RunAsync(script)).Single.ToString();
}
