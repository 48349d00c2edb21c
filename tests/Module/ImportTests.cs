namespace WorkerRunner.ModuleTests;

public sealed class ImportTests
{
    private static readonly string[] Cmdlets =
    [
        "Expand-WorkerFiles", "Export-WorkerTimeline", "Get-RunnerConfig", "Get-TaskclusterWorker", "Get-WorkerSecrets",
        "Invoke-ProviderRegistration", "New-RunnerConfig", "Receive-WorkerLog", "Receive-WorkerMessage", "Request-WorkerTermination",
        "Set-WorkerConfig", "Start-TaskclusterWorker", "Start-WorkerRunner",
        "Stop-TaskclusterWorker", "Test-RunnerConfig", "Update-WorkerCredential", "Wait-TaskclusterWorker", "Watch-SpotInterruption",
    ];

    [LimitedFact]
    public async Task The_staged_module_has_its_cmdlets_and_nothing_else()
    {
        using var engine = await Engine.OpenAsync();
        var module = (await engine.RunAsync("Get-Module WorkerRunner")).Single;
        var commands = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output;
        Assert.Equal(Cmdlets, commands.Select(c => c.Text("Name")).Order(StringComparer.Ordinal));
        Assert.All(commands, c => Assert.Equal("Cmdlet", c.Text("CommandType")));
        Assert.Equal(Path.GetDirectoryName(Repository.Manifest), module.Text("ModuleBase"));
    }

    [LimitedFact]
    public async Task It_is_imported_without_a_warning_or_an_error()
    {
        using var engine = Engine.OpenBare();
        engine["module"] = Repository.Manifest;
        var outcome = await engine.RunAsync("Import-Module $module -Verbose");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Warnings);
        Assert.Contains("Importing cmdlet 'Start-WorkerRunner'.", outcome.Verbose);
    }

    [LimitedFact]
    public async Task Imported_again_with_force_it_still_works()
    {
        using var engine = await Engine.OpenAsync();
        var outcome = await engine.RunAsync("Import-Module $module -Force; Import-Module $module -Force; Get-Command -Module WorkerRunner");
        Assert.Equal(Cmdlets.Length, outcome.Output.Count);
        Assert.Equal("Invalid", await ReadNoConfigAsync(engine));
    }

    [LimitedFact]
    public async Task Removed_and_imported_again_it_still_works()
    {
        using var engine = await Engine.OpenAsync();
        var outcome = await engine.RunAsync("Remove-Module WorkerRunner; Get-Command Start-WorkerRunner -ErrorAction Ignore; Import-Module $module");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
        Assert.Equal("Invalid", await ReadNoConfigAsync(engine));
    }

    [LimitedFact]
    public async Task Every_cmdlet_says_what_it_gives_and_has_an_approved_verb()
    {
        using var engine = await Engine.OpenAsync();
        var commands = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output;
        // Get-Verb, which this engine lacks, lists the constants of these classes.
        Type[] groups = [typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity)];
        var verbs = groups.SelectMany(g => g.GetFields()).Select(f => (string?)f.GetRawConstantValue()).ToHashSet();
        Assert.All(commands, c => Assert.NotEmpty((IReadOnlyCollection<PSTypeName>)c.Get("OutputType")!));
        Assert.All(commands, c => Assert.Contains(c.Text("Verb"), verbs));
    }

    [LimitedTheory]
    [InlineData("Get-RunnerConfig")]
    [InlineData("Invoke-ProviderRegistration")]
    [InlineData("Expand-WorkerFiles")]
    [InlineData("Start-TaskclusterWorker")]
    [InlineData("Stop-TaskclusterWorker")]
    [InlineData("Start-WorkerRunner")]
    [InlineData("Request-WorkerTermination")]
    [InlineData("Update-WorkerCredential")]
    public async Task What_changes_something_can_be_tried_first(string cmdlet)
    {
        using var engine = await Engine.OpenAsync();
        engine["name"] = cmdlet;
        var names = (await engine.RunAsync("(Get-Command $name).Parameters.Keys")).Output.Select(p => p.ToString()).ToList();
        Assert.Contains("WhatIf", names);
        Assert.Contains("Confirm", names);
    }

    /// <summary>The domain at work: it says that the file does not exist.</summary>
    private static async Task<string> ReadNoConfigAsync(Engine engine)
    {
        var outcome = await engine.RunAsync("Get-RunnerConfig /no/such/runner.yaml");
        outcome.FailedWith("RunnerConfigInvalid");
        return "Invalid";
    }
}
