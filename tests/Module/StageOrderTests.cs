namespace WorkerRunner.ModuleTests;

public sealed class StageOrderTests : ModuleTest
{
    [LimitedTheory]
    [InlineData("$registered | Expand-WorkerFiles", "Run Get-WorkerSecrets first.")]
    [InlineData("$registered | Start-TaskclusterWorker", "Run Get-WorkerSecrets first.")]
    [InlineData("$registered | Get-WorkerSecrets | Start-TaskclusterWorker", "Run Expand-WorkerFiles first.")]
    public async Task A_stage_out_of_order_says_which_one_is_missing(string script, string advice)
    {
        await RegisterAsync();
        var error = (await Engine.RunAsync(script)).FailedWith("StageMissing");
        Assert.EndsWith(advice, error.ErrorDetails.Message);
        Assert.EndsWith(advice, error.ErrorDetails.Message);
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
    }

    [LimitedTheory]
    [InlineData("Get-WorkerSecrets (Get-RunnerConfig $config)", "run Invoke-ProviderRegistration first")]
    [InlineData("Set-WorkerConfig a 1 -Run (Get-RunnerConfig $config)", "run Invoke-ProviderRegistration first")]
    [InlineData("Wait-TaskclusterWorker $registered", "run Start-TaskclusterWorker first")]
    public async Task What_an_earlier_stage_gives_says_so(string script, string advice)
    {
        await RegisterAsync();
        Assert.Contains(advice, (await Engine.RunAsync(script)).Failure?.Exception.Message);
    }

    [LimitedTheory]
    [InlineData("Get-RunnerConfig $config | Expand-WorkerFiles", "run Invoke-ProviderRegistration first")]
    [InlineData("$registered | Stop-TaskclusterWorker", "run Start-TaskclusterWorker first")]
    public async Task And_so_it_does_in_a_pipeline(string script, string advice)
    {
        await RegisterAsync();
        Assert.Contains(advice, Assert.Single((await Engine.RunAsync(script)).Errors).Exception.Message);
    }

    [LimitedFact]
    public async Task A_stage_that_is_run_twice_is_done_once_and_says_so()
    {
        await RegisterAsync();
        var outcome = await Engine.RunAsync("$registered | Get-WorkerSecrets | Get-WorkerSecrets | Expand-WorkerFiles | Expand-WorkerFiles");
        Assert.NotNull(outcome.Single);
        Assert.Single(outcome.Log, l => l.Message == "The run's secrets were fetched already; not repeating that");
        Assert.Single(outcome.Log, l => l.Message == "The run's files were written already; not repeating that");
        Assert.Equal(2, Sandbox.Requests.Count(r => r.Target.Contains("/secret/", StringComparison.Ordinal)));
    }

    [LimitedFact]
    public async Task WhatIf_says_what_would_be_registered_written_and_started()
    {
        await RegisterAsync();
        await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration -WhatIf; $registered | Get-WorkerSecrets | Expand-WorkerFiles -WhatIf");
        await Engine.RunAsync("$registered | Get-WorkerSecrets | Expand-WorkerFiles | Start-TaskclusterWorker -WhatIf; Start-WorkerRunner $config -WhatIf");
        var shown = Engine.Screen.Text;
        Assert.Contains($"worker {Group}/{Id} of {Pool} at {Sandbox.RootUrl}", shown);
        Assert.Contains(File("file.txt"), shown);
        Assert.Contains($"run --config {File("worker.json")} --with-worker-runner", shown);
        Assert.DoesNotContain(StaticSecret, shown);
        Assert.False(Has("worker.json"));
    }

    private async Task RegisterAsync()
    {
        PoolGives($$"""
            {"config":{},"files":[{"description":"a file","path":{{System.Text.Json.JsonSerializer.Serialize(File("file.txt"))}},
              "content":"eA==","encoding":"base64","format":"file"}]}
            """);
        WriteStaticConfig("");
        Assert.Null((await Engine.RunAsync("$registered = Get-RunnerConfig $config | Invoke-ProviderRegistration")).Failure);
    }
}
