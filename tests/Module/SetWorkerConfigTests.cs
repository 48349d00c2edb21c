namespace WorkerRunner.ModuleTests;

public sealed class SetWorkerConfigTests : ModuleTest
{
    [LimitedTheory]
    [InlineData("a.b.c 1", """{"a":{"b":{"c":1}}}""")]
    [InlineData(@"'a\.b' $true", """{"a.b":true}""")]
    [InlineData("a.b,c $null", """{"a.b":{"c":null}}""")]
    [InlineData("a ([ordered]@{ x = 1, 'two'; y = @{ z = 1.5 } })", """{"a":{"x":[1,"two"],"y":{"z":1.5}}}""")]
    [InlineData("a ([pscustomobject]@{ x = [byte]1; y = [decimal]2.5; z = [char]'c' })", """{"a":{"x":1,"y":2.5,"z":"c"}}""")]
    [InlineData("a 18446744073709551615", """{"a":18446744073709551615}""")]
    [InlineData("a @()", """{"a":[]}""")]
    [InlineData("a ''", """{"a":""}""")]
    [InlineData("a ([datetime]'2026-01-02')", """{"a":"2026-01-02T00:00:00.0000000"}""")]
    [InlineData("a $run.WorkerConfig", """{"a":{}}""")]
    [InlineData("a -Remove", "{}")]
    public async Task A_value_of_PowerShells_gets_where_it_belongs(string arguments, string expected)
    {
        await RegisterAsync("{}");
        var outcome = await Engine.RunAsync($"$run | Set-WorkerConfig {arguments}");
        Assert.Equal(expected, outcome.Single.Text("WorkerConfig"));
        Assert.Equal("{}", (await Engine.RunAsync("$run.WorkerConfig.ToString()")).Single.ToString());
    }

    [LimitedFact]
    public async Task A_SecureString_is_a_secret()
    {
        await RegisterAsync("{}");
        var outcome = await Engine.RunAsync(
            "$text = [securestring]::new(); 'hush-hush'.ToCharArray() | ForEach-Object { $text.AppendChar($_) }; "
            + "$changed = $run | Set-WorkerConfig a.b $text; \"$($changed.WorkerConfig)\"; $changed.WorkerConfig.a.b.Reveal()");
        Assert.Equal(["""{"a":{"b":"********"}}""", "hush-hush"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedTheory]
    [InlineData("a.b 1")]
    [InlineData("c..d 1")]
    [InlineData("c. -Remove")]
    [InlineData("c,'' 1")]
    [InlineData("'' 1")]
    [InlineData("x { 1 }")]
    [InlineData("x ([double]::NaN)")]
    [InlineData("x $endless")]
    public async Task What_has_no_place_there_is_an_error(string arguments)
    {
        await RegisterAsync("""{"a":"text"}""");
        await Engine.RunAsync("$endless = @{}; $endless.self = $endless");
        var error = (await Engine.RunAsync($"$run | Set-WorkerConfig {arguments}")).FailedWith("ConfigValueInvalid");
        Assert.DoesNotContain("Parameter '", error.ToString());
    }

    [LimitedFact]
    public async Task A_key_that_is_there_in_another_case_is_a_warning()
    {
        await RegisterAsync("""{"some":{"Key":1}}""");
        var outcome = await Engine.RunAsync("$run | Set-WorkerConfig some.key 2");
        Assert.Equal("""{"some":{"Key":1,"key":2}}""", outcome.Single.Text("WorkerConfig"));
        Assert.Contains("also has \"some.Key\"", Assert.Single(outcome.Warnings));
        Assert.Empty((await Engine.RunAsync("$run | Set-WorkerConfig some.Key 2")).Warnings);
    }

    [LimitedFact]
    public async Task The_worker_gets_it()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync(
            "Get-RunnerConfig $config | Invoke-ProviderRegistration | Set-WorkerConfig some.key value | Start-TaskclusterWorker | Wait-TaskclusterWorker");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
        Assert.Equal("value", WorkerConfigFile.GetProperty("some").GetProperty("key").GetString());
    }

    [LimitedTheory]
    [InlineData("$run | Set-WorkerConfig ", "alpha", "be.ta", "gamma with space")]
    [InlineData("$run | Set-WorkerConfig alpha.", "alpha.one", "alpha.two")]
    [InlineData("$run | Set-WorkerConfig alpha.t", "alpha.two")]
    [InlineData("Set-WorkerConfig -Run $run -Key alpha.o", "alpha.one")]
    [InlineData("$run | Set-WorkerConfig alpha.one.")]
    [InlineData("Set-WorkerConfig ")]
    [InlineData("$nothing | Set-WorkerConfig ")]
    public async Task Keys_are_completed_from_the_run_at_hand(string typed, params string[] expected)
    {
        await RegisterAsync("""{"alpha":{"one":1,"two":2},"be.ta":3,"gamma with space":4}""");
        Assert.Equal(expected, (await CompleteAsync(typed)).Select(c => c.Trim('\'').Replace("\\.", ".", StringComparison.Ordinal)));
    }

    [LimitedFact]
    public async Task Types_of_messages_are_completed() =>
        Assert.Equal(["graceful-termination"], await CompleteAsync("Receive-WorkerMessage $session -Type gr"));

    private async Task RegisterAsync(string config)
    {
        PoolGives($$"""{"config":{{config}}}""");
        WriteStaticConfig();
        Assert.Null((await Engine.RunAsync("$run = Get-RunnerConfig $config | Invoke-ProviderRegistration")).Failure);
    }

    private async Task<IReadOnlyList<string>> CompleteAsync(string typed)
    {
        Engine["typed"] = typed;
        var outcome = await Engine.RunAsync(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches | "
            + "Where-Object ResultType -EQ ParameterValue | ForEach-Object CompletionText");
        Assert.Null(outcome.Failure);
        return [.. outcome.Output.Select(o => o.ToString())];
    }
}
