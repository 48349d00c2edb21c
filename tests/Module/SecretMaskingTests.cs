using System.Text;

namespace WorkerRunner.ModuleTests;

public sealed class SecretMaskingTests : ModuleTest
{
    private const string Hidden = "hidden-value-of-the-pool";
    private const string Registered = "$run = Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets";
    private const string Tokens = "$run.Credentials.AccessToken.Reveal(); $run.Credentials.Certificate.Reveal(); $run.RegistrationSecret.Reveal()";

    [LimitedTheory]
    [InlineData("$run")]
    [InlineData("$run.Config")]
    [InlineData("$run.Config.Provider")]
    [InlineData("$run.Config.Provider.Values")]
    [InlineData("$run.Credentials")]
    [InlineData("$run.Credentials.AccessToken")]
    [InlineData("$run.RegistrationSecret")]
    [InlineData("$run.WorkerConfig")]
    [InlineData("$run.WorkerConfig.nested")]
    [InlineData("$run.WorkerConfig.nested.list")]
    [InlineData("$run.Files")]
    [InlineData("$run.psobject.Properties")]
    [InlineData("$run.Credentials.psobject.Properties")]
    [InlineData("$ready")]
    [InlineData("$ready.WorkerConfig")]
    public async Task What_is_displayed_shows_no_secret(string expression)
    {
        await RegisterAsync();
        await AssertNoSecretAsync(await Engine.DisplayAsync(expression));
    }

    [LimitedTheory]
    [InlineData("\"$run\"")]
    [InlineData("\"$($run.Config.File) $($run.Config.Provider) $($run.Config.Provider.Values.staticSecret)\"")]
    [InlineData("\"$($run.Credentials) $($run.Credentials.AccessToken) $($run.Credentials.Certificate) $($run.RegistrationSecret)\"")]
    [InlineData("\"$($run.WorkerConfig) $($run.WorkerConfig.nested.text) $($run.WorkerConfig.nested.list)\"")]
    [InlineData("\"$($ready.Credentials) $($ready.WorkerConfig)\"")]
    [InlineData("\"$($run.Files[0]) $($run.Files[0].Content)\"")]
    public async Task As_text_it_holds_no_secret(string expression)
    {
        await RegisterAsync();
        var text = (await Engine.RunAsync(expression)).Single.ToString();
        Assert.DoesNotContain("Length", text, StringComparison.Ordinal);
        await AssertNoSecretAsync(text);
    }

    [LimitedFact]
    public async Task No_stream_of_any_stage_holds_a_secret()
    {
        await RegisterAsync();
        var outcome = await Engine.RunAsync(
            $"""
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $session = {Chain}
            $session | Wait-TaskclusterWorker
            Start-WorkerRunner $config -Verbose -Debug
            Get-RunnerConfig $config | Invoke-ProviderRegistration -Verbose -Debug | Get-WorkerSecrets -Verbose -Debug | Expand-WorkerFiles -WhatIf
            """);
        Assert.Null(outcome.Failure?.ToString());
        Assert.Contains(outcome.WorkerLines, l => l == $"echo ********");
        await AssertNoSecretAsync(outcome.AllText);
        await AssertNoSecretAsync(Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task A_worker_that_says_a_secret_has_it_masked()
    {
        await RegisterAsync();
        var outcome = await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker");
        Assert.Contains("echo ********", outcome.WorkerLines);
        var body = outcome.Log.Single(l => l.Body is not null).Body!;
        Assert.Equal("said ********", ((System.Collections.IDictionary)body)["textPayload"]);
    }

    [LimitedFact]
    public async Task A_static_secret_that_a_worker_says_is_masked_whichever_way_it_was_started()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print($"echo {StaticSecret}"), WorkerScript.Exit(0));
        WriteStaticConfig();
        Assert.Contains("echo ********", (await Engine.RunAsync("Start-WorkerRunner $config")).WorkerLines);
        Assert.Contains("echo ********", (await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker")).WorkerLines);
    }

    /// <summary>A run with every kind of secret, and a worker that says one.</summary>
    private async Task RegisterAsync()
    {
        // In base64, lest the worker's script shows by itself what the secret is.
        var words = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""
            echo {{Hidden}}
            ~{"type":"log","body":{"textPayload":"said {{Hidden}}"} }

            """));
        PoolGives($$"""
            {"config":{"script":[{{WorkerScript.Hello}},{"printBase64":"{{words}}"},{"exit":0}]},
             "files":[{"path":"{{File("f").Replace('\\', '/')}}","content":"c2VjcmV0IGZpbGUgY29udGVudA==","encoding":"base64","format":"file"}]}
            """);
        Sandbox.SetSecret(PoolSecret, $$"""{"config":{"nested":{"text":"{{Hidden}}","list":["{{Hidden}}",{"deep":"{{Hidden}}"}]} } }""");
        WriteStaticConfig("workerConfig: {registry: {accessToken: config-file-access-token}}");
        var outcome = await Engine.RunAsync($"{Registered}; $ready = $run | Expand-WorkerFiles");
        Assert.Null(outcome.Failure?.ToString());
        await AssertNoSecretAsync(outcome.AllText);
    }

    private async Task AssertNoSecretAsync(string? text)
    {
        var tokens = (await Engine.RunAsync(Tokens)).Output.Select(o => o.ToString()).ToList();
        Assert.Equal(3, tokens.Count);
        Assert.All([.. tokens, StaticSecret, Hidden, "config-file-access-token", "c2VjcmV0IGZpbGUgY29udGVudA"], secret => Assert.DoesNotContain(secret, text));
    }
}
