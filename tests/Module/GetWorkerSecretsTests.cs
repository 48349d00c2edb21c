using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.ModuleTests;

public sealed class GetWorkerSecretsTests : ModuleTest
{
    private const string Hidden = "hidden-value-of-the-pool";

    private const string Register = "Get-RunnerConfig $config | Invoke-ProviderRegistration";

    [LimitedFact]
    public async Task It_adds_the_pools_secret_to_the_run()
    {
        WriteStaticConfig("");
        Sandbox.SetSecret(PoolSecret, $$"""{"config":{"added":{"count":7,"text":"{{Hidden}}"} } }""");
        var outcome = await Engine.RunAsync($"$before = {Register}; $run = $before | Get-WorkerSecrets; $run");
        Assert.Equal("Registered, Secrets", outcome.Single.Text("Stages"));
        Assert.Equal("7", (await Engine.RunAsync("$run.WorkerConfig.added.count")).Single.ToString());
        Assert.Equal("********", (await Engine.RunAsync("$run.WorkerConfig.added.text")).Single.ToString());
        Assert.Equal("False", (await Engine.RunAsync("$before.WorkerConfig.Has('added')")).Single.ToString());
    }

    [LimitedTheory]
    [InlineData("Get-WorkerSecrets $run")]
    [InlineData("Get-WorkerSecrets -Run $run")]
    [InlineData("[pscustomobject]@{ Run = $run } | Get-WorkerSecrets")]
    public async Task The_run_comes_by_position_by_name_and_by_property_name(string script)
    {
        WriteStaticConfig();
        await Engine.RunAsync($"$run = {Register}");
        Assert.Equal("Registered, Secrets", (await Engine.RunAsync(script)).Single.Text("Stages"));
    }

    [LimitedFact]
    public async Task Where_the_configuration_wants_none_nobody_is_asked()
    {
        WriteStaticConfig("getSecrets: false");
        Assert.NotNull((await Engine.RunAsync($"{Register} | Get-WorkerSecrets")).Single);
        Assert.DoesNotContain(Sandbox.Arrivals, r => r.Target.Contains("/secrets/"));
    }

    [LimitedFact]
    public async Task No_secret_at_all_is_a_warning()
    {
        WriteStaticConfig("");
        var outcome = await Engine.RunAsync($"{Register} | Get-WorkerSecrets");
        Assert.Equal($"No worker secrets for worker pool {Pool}.", Assert.Single(outcome.Warnings));
    }

    [LimitedFact]
    public async Task A_secret_out_of_scope_is_a_permission_error()
    {
        WriteStandaloneConfig("getSecrets: true", "secrets:get:something-else");
        Sandbox.SetSecret(PoolSecret, """{"config":{}}""");
        var error = (await Engine.RunAsync($"{Register} | Get-WorkerSecrets")).FailedWith("TaskclusterCallFailed");
        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.StartsWith($"secrets.get of \"{PoolSecret}\" at {Sandbox.RootUrl} failed: 403 InsufficientScopes", error.Exception.Message);
        Assert.True(PSObject.AsPSObject(error.TargetObject).IsA("WorkerRunner.Runs.WorkerRun"));
    }

    [LimitedFact]
    public async Task A_service_that_quotes_the_access_token_is_not_quoted()
    {
        WriteStandaloneConfig("getSecrets: true");
        Fault("/secret/", FaultKind.Status(400, $$"""{"code":"InputError","message":"Bad: {{AccessToken}}"}"""));
        var outcome = await Engine.RunAsync($"$run = {Register}; $run | Get-WorkerSecrets");
        Assert.Contains("********", outcome.FailedWith("TaskclusterCallFailed").Exception.Message);
        Assert.DoesNotContain(AccessToken, outcome.AllText);
    }

    [LimitedFact]
    public async Task A_secret_of_the_wrong_shape_is_an_error()
    {
        WriteStaticConfig("");
        Sandbox.SetSecret(PoolSecret, """{"config":{},"files":"none"}""");
        var error = (await Engine.RunAsync($"{Register} | Get-WorkerSecrets")).FailedWith("WorkerFileFailed");
        Assert.Contains($"\"files\" in the secret {PoolSecret} must be a list", error.Exception.Message);
    }
}
