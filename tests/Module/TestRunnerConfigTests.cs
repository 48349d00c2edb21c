namespace WorkerRunner.ModuleTests;

public sealed class TestRunnerConfigTests : ModuleTest
{
    private const string Bad = "provider: {providerType: statik}\nworker: {implementation: dummy}\ngetSecrets: 7\ngetsecrets: true\n";

    [LimitedFact]
    public async Task All_problems_are_objects()
    {
        WriteConfig(Bad);
        var outcome = await Engine.RunAsync("Test-RunnerConfig $config");
        Assert.Null(outcome.Failure);
        Assert.Equal(["Error provider.providerType 1 12", "Error getSecrets 3 13", "Warning getsecrets 4 1"], outcome.Output.Select(p =>
            $"{p.Text("Severity")} {p.Text("Property")} {p.Text("Line")} {p.Text("Column")}"));
        Assert.Equal(File("runner.yaml"), outcome.Output[0].Text("Path"));
        Assert.Contains("static", outcome.Output[0].Text("Suggestion"));
    }

    [LimitedTheory]
    [InlineData("Test-RunnerConfig $config -Quiet", "False")]
    [InlineData("Test-RunnerConfig -LiteralPath $config -Quiet", "False")]
    [InlineData("$config | Test-RunnerConfig -Quiet", "False")]
    [InlineData("Get-RunnerConfig $good | Test-RunnerConfig -Quiet", "True")]
    [InlineData("Test-RunnerConfig $nowhere -Quiet", "False")]
    public async Task Quietly_it_is_a_boolean(string script, string expected)
    {
        Engine["nowhere"] = File("nowhere.yaml");
        Engine["good"] = WriteStaticConfig(name: "good.yaml");
        WriteConfig(Bad);
        Assert.Equal(expected, (await Engine.RunAsync(script)).Single.ToString());
    }

    [LimitedFact]
    public async Task Permissions_stay_as_they_are()
    {
        Permissions.UnixOnly();
        Permissions.Set(WriteStaticConfig(), Permissions.Loose);
        Assert.Equal("Warning", (await Engine.RunAsync("Test-RunnerConfig $config")).Single.Text("Severity"));
        Assert.Equal(Permissions.Loose, Permissions.Of(File("runner.yaml")));
    }

    [LimitedFact]
    public async Task The_deployment_is_asked_with_Online_only()
    {
        WriteStaticConfig();
        Assert.Empty((await Engine.RunAsync("Test-RunnerConfig $config")).Output);
        Assert.Empty(Sandbox.Arrivals);
        Assert.Empty((await Engine.RunAsync("Test-RunnerConfig $config -Online")).Output);
        Assert.Equal("/api/worker-manager/v1/ping", Assert.Single(Sandbox.Requests).Target);
    }

    [LimitedTheory]
    [InlineData("", "no problems; checked: permissions, keys and values, provider static, worker generic-worker")]
    [InlineData("-Online", "no problems; checked: permissions, keys and values, provider static, worker generic-worker, http://127.0.0.1:")]
    [InlineData("-Quiet", null)]
    public async Task Of_a_good_file_it_says_what_was_checked(string more, string? said)
    {
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"Test-RunnerConfig $config {more}");
        if (said is null) Assert.Empty(outcome.Information);
        else Assert.StartsWith($"{File("runner.yaml")}: {said}", Assert.Single(outcome.Log).Message);
        Assert.All(outcome.Information, i => Assert.Contains("PSHOST", i.Tags));
    }

    [LimitedFact]
    public async Task Of_a_file_with_an_error_it_does_not()
    {
        WriteConfig(Bad);
        Assert.Empty((await Engine.RunAsync("Test-RunnerConfig $config")).Information);
    }

    [LimitedFact]
    public async Task Problems_are_shown_as_a_table_of_the_file()
    {
        WriteConfig(Bad);
        var shown = await Engine.DisplayAsync("Test-RunnerConfig $config");
        Assert.Matches(@"Path: .*runner\.yaml", shown);
        Assert.Matches(@"Severity +Line +Column Property +Message", shown);
        Assert.Matches(@"Error +1 +12 +provider", shown);
    }
}
