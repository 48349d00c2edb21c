using System.Text.Json;

namespace WorkerRunner.ModuleTests;

public sealed class LoggingTests : ModuleTest
{
    [LimitedFact]
    public async Task A_whole_run_goes_to_the_session_and_to_what_is_configured()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain output"), """{"log":{"textPayload":"structured","n":1}}""", WorkerScript.Exit(0));
        WriteStaticConfig($"getSecrets: false\n{Configured}");
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains("plain output", outcome.WorkerLines);
        Assert.Contains(await LinesAsync("run.log"), l => l.EndsWith(" plain output", StringComparison.Ordinal));
        Assert.Contains("Loading worker-runner configuration", (await LinesAsync("run.log"))[0], StringComparison.Ordinal);
        var body = (await LinesAsync("run.json")).Select(l => JsonElement.Parse(l)).Single(e => e.TryGetProperty("body", out _)).GetProperty("body");
        Assert.Equal("""{"textPayload":"structured","n":1}""", body.GetRawText());
    }

    [LimitedTheory]
    [InlineData("Start-WorkerRunner $config")]
    [InlineData($"$session = {Chain}; $session | Wait-TaskclusterWorker")]
    public async Task The_error_that_ends_a_run_is_the_last_line_of_a_log_file(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("last words"), WorkerScript.Exit(64));
        WriteStaticConfig($"getSecrets: false\n{Configured}");
        var outcome = await Engine.RunAsync(script);
        var error = outcome.FailedWith("WorkerFailed");
        Assert.EndsWith($" ERROR: {error.ErrorDetails.Message}", (await LinesAsync("run.log"))[^1], StringComparison.Ordinal);
        var last = JsonElement.Parse((await LinesAsync("run.json"))[^1]);
        Assert.Equal(("error", error.ErrorDetails.Message), (last.GetProperty("level").GetString(), last.GetProperty("message").GetString()));
        Assert.Empty(outcome.Warnings);
    }

    [LimitedFact]
    public async Task The_error_of_a_stage_and_of_a_bad_configuration_are_there_too()
    {
        WriteStaticConfig($"workerConfigs: 7\ngetSecrets: maybe\n{Configured}");
        (await Engine.RunAsync("Start-WorkerRunner $config")).FailedWith("RunnerConfigInvalid");
        Assert.Contains("ERROR: ", (await LinesAsync("run.log"))[^1], StringComparison.Ordinal);
        WriteStaticConfig($"getSecrets: false\n{Configured}");
        Fault("/register", WorkerRunner.Sandbox.Faults.FaultKind.Status(403, """{"code":"InsufficientScopes","message":"No."}"""));
        (await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration")).FailedWith("TaskclusterCallFailed");
        Assert.Contains("ERROR: ", (await LinesAsync("run.log"))[^1], StringComparison.Ordinal);
        Assert.Contains("403", (await LinesAsync("run.log"))[^1], StringComparison.Ordinal);
    }

    [LimitedFact]
    public async Task What_the_worker_writes_to_stderr_is_in_the_log_and_masked()
    {
        WorkerDoes(WorkerScript.Hello, $$"""{"stderr":"cannot use {{StaticSecret}}"}""", WorkerScript.Exit(0));
        WriteStaticConfig($"getSecrets: false\n{Configured}");
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        var line = Assert.Single(outcome.Log, l => l.Source == "WorkerError");
        Assert.Equal("cannot use ********", line.Message);
        Assert.Contains(await LinesAsync("run.log"), l => l.EndsWith("cannot use ********", StringComparison.Ordinal));
        Assert.DoesNotContain(StaticSecret, outcome.AllText);
    }

    [LimitedFact]
    public async Task Each_step_goes_on_with_the_log()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain output"), WorkerScript.Exit(0));
        WriteStaticConfig($"getSecrets: false\n{Configured}");
        var outcome = await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker");
        Assert.Null(outcome.Failure?.ToString());
        var text = string.Join('\n', await LinesAsync("run.log"));
        var at = 0;
        foreach (var part in new[] { "Loading worker-runner configuration", "Configuring with provider static", "Configuring for worker implementation", "Starting worker", "plain output", "ended with exit code 0" })
            Assert.True((at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0, $"{part} is missing or too early in:\n{text}");
    }

    [LimitedFact]
    public async Task A_log_that_fails_is_a_warning_once()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain output"), WorkerScript.Exit(0));
        Directory.CreateDirectory(File("run.log"));
        WriteStaticConfig($"getSecrets: false\nlogging: {{implementation: file, path: {JsonSerializer.Serialize(File("run.log"))}}}");
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains("cannot be written", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [LimitedFact]
    public async Task An_unknown_implementation_is_an_error_with_the_nearest_name()
    {
        WriteStaticConfig("logging: {implementation: jsn}");
        var error = (await Engine.RunAsync("Get-RunnerConfig $config")).FailedWith("RunnerConfigInvalid");
        Assert.Contains("logging.implementation \"jsn\" is not known. Did you mean \"json\"?", error.ToString(), StringComparison.Ordinal);
    }

    [LimitedFact]
    public async Task Verbose_tells_the_story_and_Debug_shows_the_requests()
    {
        WriteStaticConfig("");
        Sandbox.SetSecret(PoolSecret, """{"config":{"password":"correct horse battery"},"files":[]}""");
        var outcome = await Engine.RunAsync("$run = Get-RunnerConfig $config | Invoke-ProviderRegistration -Verbose -Debug | Get-WorkerSecrets -Verbose -Debug");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains(outcome.Verbose, v => v.StartsWith("Registered as client ", StringComparison.Ordinal));
        Assert.Contains($"Found the secret {PoolSecret}", outcome.Verbose);
        Assert.Contains(outcome.Debug, d => d.StartsWith($"POST {Sandbox.RootUrl}/api/worker-manager/v1/worker/register; {{", StringComparison.Ordinal));
        Assert.Contains(outcome.Debug, d => d.StartsWith("200 after ", StringComparison.Ordinal) && d.Contains("\"accessToken\":\"********\"", StringComparison.Ordinal));
        Assert.DoesNotContain("correct horse battery", outcome.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Log, l => l.Level is "Verbose" or "Debug");
    }

    [LimitedFact]
    public async Task They_can_be_redirected()
    {
        WriteStaticConfig("getSecrets: false");
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration -Verbose -Debug 4>&1 5>&1 6> $null");
        Assert.Contains(outcome.Output, o => o.BaseObject is VerboseRecord);
        Assert.Contains(outcome.Output, o => o.BaseObject is DebugRecord);
    }

    [LimitedFact]
    public async Task Without_the_switches_and_preferences_nothing_of_it_is_said()
    {
        WriteStaticConfig("getSecrets: false");
        var outcome = await Engine.RunAsync("$run = Get-RunnerConfig $config | Invoke-ProviderRegistration");
        Assert.Empty(outcome.Verbose);
        Assert.Empty(outcome.Debug);
        Assert.All(outcome.Log, l => Assert.Equal("Information", l.Level));
    }

    [LimitedFact]
    public async Task The_preference_counts_too_and_the_switch_counts_more()
    {
        WriteStaticConfig("getSecrets: false");
        var outcome = await Engine.RunAsync("$VerbosePreference = 'Continue'; $run = Get-RunnerConfig $config -Verbose:$false | Invoke-ProviderRegistration");
        Assert.DoesNotContain(outcome.Verbose, v => v.StartsWith("The configuration names", StringComparison.Ordinal));
        Assert.Contains(outcome.Verbose, v => v.StartsWith("Registered as client ", StringComparison.Ordinal));
    }

    [LimitedFact]
    public async Task Nobody_is_ever_asked_whether_to_go_on()
    {
        WriteStaticConfig("getSecrets: false");
        var outcome = await Engine.RunAsync("$DebugPreference = $VerbosePreference = 'Inquire'; $run = Get-RunnerConfig $config -Confirm:$false | Invoke-ProviderRegistration -Confirm:$false");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains(outcome.Log, l => l.Level == "Verbose");
        Assert.Contains(outcome.Log, l => l.Level == "Debug" && l.Message.StartsWith("200 after", StringComparison.Ordinal));
    }

    [LimitedFact]
    public async Task Debug_alone_asks_nobody_either_though_PowerShell_would_at_verbose_lines_and_warnings()
    {
        WriteStaticConfig("getSecrets: false\nunknown: 1");
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config -Debug | Invoke-ProviderRegistration -Debug");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains(outcome.Debug, d => d.StartsWith("200 after", StringComparison.Ordinal));
        Assert.Contains(outcome.Log, l => l.Level == "Verbose");
        var warning = Assert.Single(outcome.Information, i => i.MessageData.Text("Level") == "Warning");
        Assert.Contains("unknown is not known", warning.MessageData.Text("Message"), StringComparison.Ordinal);
        Assert.Contains("PSHOST", warning.Tags);
        Assert.Contains("WARNING: ", Engine.Screen.Text, StringComparison.Ordinal);
    }

    [LimitedFact]
    public async Task A_session_says_more_to_who_wants_it()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig("getSecrets: false");
        var outcome = await Engine.RunAsync($"$session = {Chain} -Verbose; $session | Wait-TaskclusterWorker -Verbose");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains(outcome.Verbose, v => v.StartsWith("Their renewal is planned for ", StringComparison.Ordinal));
        Assert.Contains(outcome.Verbose, v => v.StartsWith("The worker said hello; it supports ", StringComparison.Ordinal));
    }

    private string Configured => $"""
        logging:
        - implementation: stdio
        - implementation: file
          path: {JsonSerializer.Serialize(File("run.log"))}
        - implementation: json
          path: {JsonSerializer.Serialize(File("run.json"))}
        """;

    /// <summary>As a person reads a log that is still written to.</summary>
    private async Task<string[]> LinesAsync(string name)
    {
        await using var file = new FileStream(File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync(Limits.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
