namespace WorkerRunner.ModuleTests;

[Collection(MetadataAddresses.Collection)]
public sealed class WatchSpotInterruptionTests : ModuleTest
{
    [LimitedFact]
    public async Task Looking_once_gives_what_is_announced_and_ends()
    {
        MetadataAddresses.Are(Sandbox);
        var quiet = await Engine.RunAsync("Watch-SpotInterruption aws -Once");
        Sandbox.Aws.AnnounceSpotInterruption("terminate", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

        var interruption = (await Engine.RunAsync("Watch-SpotInterruption -ProviderType aws -Once")).Single;

        Assert.Empty(quiet.Output);
        Assert.Equal("aws", interruption.Get("Provider"));
        Assert.Equal("spot", interruption.Get("Kind"));
        Assert.Equal("terminate", interruption.Get("Action"));
        Assert.Equal(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), interruption.Get("Deadline"));
        Assert.Equal(true, interruption.Get("IsForThisInstance"));
    }

    [LimitedFact]
    public async Task What_only_informs_is_given_on_request()
    {
        MetadataAddresses.Are(Sandbox);
        Sandbox.Aws.RecommendRebalance(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

        Assert.Empty((await Engine.RunAsync("Watch-SpotInterruption aws -Once")).Output);
        Assert.Equal(true, (await Engine.RunAsync("Watch-SpotInterruption aws -Once -IncludeAdvisory")).Single.Get("IsAdvisory"));
    }

    [LimitedFact]
    public async Task It_finds_the_cloud_by_itself()
    {
        MetadataAddresses.Are(Sandbox);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", Sandbox.Google.Address);
        Environment.SetEnvironmentVariable("AZURE_METADATA_ENDPOINT", Sandbox.Google.Address);
        Sandbox.Google.Preempt();

        Assert.Equal("google", (await Engine.RunAsync("Watch-SpotInterruption -Once")).Single.Get("Provider"));
    }

    [LimitedFact]
    public async Task Objects_come_as_they_are_announced_and_Ctrl_C_ends_the_watch()
    {
        MetadataAddresses.Are(Sandbox);
        WriteStaticConfig();
        var watch = Engine.Start("Watch-SpotInterruption google | ForEach-Object { Get-RunnerConfig $config | Invoke-ProviderRegistration }");
        await Sandbox.WaitForArrivalAsync(r => r.Target.Contains("/instance/preempted?wait_for_change=true"), Limits.Token);

        Sandbox.Google.Preempt();
        await Sandbox.WaitForRequestAsync(r => r.Target.EndsWith("/worker/register", StringComparison.Ordinal), Limits.Token);
        var outcome = await watch.StopAsync();

        Assert.True(outcome.WasStopped);
    }

    [LimitedFact]
    public async Task After_its_time_it_ends_by_itself()
    {
        MetadataAddresses.Are(Sandbox);
        var outcome = await Engine.RunAsync("Watch-SpotInterruption google -Timeout 1");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
    }

    [LimitedFact]
    public async Task A_session_given_is_told_to_end()
    {
        MetadataAddresses.Are(Sandbox);
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        WriteStaticConfig();
        Sandbox.Google.Preempt();

        var outcome = await Engine.RunAsync($"$session = {Chain}; $null = $session | Watch-SpotInterruption google -Timeout 2; $session | Wait-TaskclusterWorker");

        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task Two_sessions_are_watched_over_at_once()
    {
        MetadataAddresses.AreNowhere();
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        WriteStaticConfig();
        Sandbox.Google.Preempt();
        Engine["address"] = Sandbox.Google.Address;

        var outcome = await Engine.RunAsync(
            $"$first = {Chain}; $session = {Chain}; $told = $first, $session | Watch-SpotInterruption GOOGLE -MetadataUrl $address -Once; $first, $session | Wait-TaskclusterWorker -Timeout 30; $told");

        Assert.Empty(outcome.Errors);
        Assert.Equal(["0", "0", "preempted"], outcome.Output.Select(o => o.Text("ExitCode") ?? o.Text("Kind")));
    }

    [LimitedFact]
    public async Task A_runner_configuration_names_cloud_and_address()
    {
        MetadataAddresses.AreNowhere();
        WriteConfig(
            $"""
            provider: {"{"}providerType: google, metadataURL: "{Sandbox.Google.Address}"{"}"}
            worker: {"{"}implementation: dummy{"}"}
            """);
        Sandbox.Google.Preempt();
        Assert.Equal("google", (await Engine.RunAsync("Watch-SpotInterruption -Config $config -Once")).Single.Get("Provider"));
    }

    [LimitedFact]
    public async Task Where_no_cloud_answers_it_says_so()
    {
        MetadataAddresses.AreNowhere();

        (await Engine.RunAsync("Watch-SpotInterruption -Once")).FailedWith("ProviderFailed");
    }
}
