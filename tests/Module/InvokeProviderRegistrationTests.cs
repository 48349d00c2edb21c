using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.ModuleTests;

public sealed class InvokeProviderRegistrationTests : ModuleTest
{
    [LimitedFact]
    public async Task A_path_is_told_what_comes_first()
    {
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Invoke-ProviderRegistration $config");
        Assert.Contains("run Get-RunnerConfig first", (outcome.Failure ?? outcome.Errors[0]).ToString());
    }

    [LimitedFact]
    public async Task It_registers_the_worker_and_gives_the_run()
    {
        WriteStaticConfig();
        var run = (await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration")).Single;
        Assert.True(run.IsA("WorkerRunner.Runs.WorkerRun"));
        Assert.Equal(Sandbox.RootUrl, run.Text("RootUrl"));
        Assert.Equal(Pool, run.Text("Identity.WorkerPoolId"));
        Assert.Equal($"worker/static/{Pool}/{Group}/{Id}", run.Text("Credentials.ClientId"));
        Assert.Equal("Registered", run.Text("Stages"));
        Assert.Equal("/api/worker-manager/v1/worker/register", Assert.Single(Sandbox.Requests).Target);
    }

    [LimitedTheory]
    [InlineData("Invoke-ProviderRegistration (Get-RunnerConfig $config)")]
    [InlineData("Invoke-ProviderRegistration -Config (Get-RunnerConfig $config)")]
    [InlineData("[pscustomobject]@{ Config = Get-RunnerConfig $config } | Invoke-ProviderRegistration")]
    [InlineData("Get-RunnerConfig $config | Invoke-ProviderRegistration | Invoke-ProviderRegistration")]
    public async Task The_configuration_comes_by_position_by_name_and_by_property_name(string script)
    {
        WriteStaticConfig();
        Assert.Equal(Id, (await Engine.RunAsync(script)).Single.Text("Identity.WorkerId"));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_it_asks_nobody()
    {
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration -WhatIf");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
        Assert.Empty(Sandbox.Arrivals);
        Assert.Contains("register with worker-manager", Engine.Screen.Text);
    }

    [LimitedTheory]
    [InlineData(401, "AuthenticationFailed")]
    [InlineData(403, "InsufficientScopes")]
    public async Task A_refusal_is_a_permission_error(int status, string code)
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Status(status, $$"""{"code":"{{code}}","message":"No."}"""));
        var error = (await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration")).FailedWith("TaskclusterCallFailed");
        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.Equal(status, error.Exception.Get("StatusCode"));
        Assert.Equal(code, error.Exception.Get("Code"));
        Assert.StartsWith($"worker-manager.registerWorker at {Sandbox.RootUrl} failed: {status} {code} No.", error.Exception.Message);
    }

    [LimitedFact]
    public async Task A_wrong_static_secret_is_an_error_that_does_not_quote_it()
    {
        const string wrong = "WrongSecret0123456789WrongSecret0123456789wr";
        WriteConfig(System.IO.File.ReadAllText(WriteStaticConfig()).Replace(StaticSecret, wrong, StringComparison.Ordinal));
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        Assert.Contains("bad staticSecret", outcome.FailedWith("TaskclusterCallFailed").Exception.Message);
        Assert.DoesNotContain(wrong, outcome.AllText);
    }

    [LimitedFact]
    public async Task A_passing_500_is_a_warning_and_a_second_attempt()
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Status(500, """{"code":"InternalServerError","message":"Oops."}"""), times: 1);
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        Assert.Equal(Id, outcome.Single.Text("Identity.WorkerId"));
        Assert.StartsWith("worker-manager.registerWorker: attempt 1 failed: 500 Oops.", Assert.Single(outcome.Warnings));
        Assert.Equal([500, 200], Sandbox.Requests.Select(r => r.Status));
    }

    [LimitedFact]
    public async Task A_standalone_worker_registers_with_nobody()
    {
        WriteStandaloneConfig();
        var run = (await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration")).Single;
        Assert.Equal(Client, run.Text("Credentials.ClientId"));
        Assert.Equal("standalone", run.Text("Identity.ProviderId"));
        Assert.Empty(Sandbox.Arrivals);
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_a_registration_that_nobody_answers()
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Delay(Timeout.InfiniteTimeSpan));
        var script = Engine.Start("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        await Sandbox.WaitForArrivalAsync(r => r.Target.EndsWith("/register", StringComparison.Ordinal), Limits.Token).Soon();
        var outcome = await script.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Limits.Token);
        Assert.True(outcome.WasStopped);
        Assert.Empty(outcome.Output);
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_the_pause_before_another_attempt()
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Status(500));
        var script = Engine.Start("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        await Sandbox.WaitForRequestAsync(r => r.Status == 500, Limits.Token).Soon();
        Assert.True((await script.StopAsync()).WasStopped);
    }
}
