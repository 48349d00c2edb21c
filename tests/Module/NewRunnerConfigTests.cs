using System.Text.Json;

namespace WorkerRunner.ModuleTests;

public sealed class NewRunnerConfigTests : ModuleTest
{
    /// <summary>The schema has what the reader has: tests/Unit.</summary>
    [LimitedFact]
    public async Task It_takes_the_providers_and_workers_of_the_schema()
    {
        using var schema = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Repository.Manifest)!, "runner.schema.json"), Limits.Token));
        var parameters = ((CmdletInfo)(await Engine.RunAsync("Get-Command New-RunnerConfig")).Single.BaseObject).Parameters;
        Assert.Equal(Titles("provider"), ValidValues("ProviderType"));
        Assert.Equal(Titles("worker"), ValidValues("Implementation"));

        IEnumerable<string?> Titles(string section) => schema.RootElement.GetProperty("properties").GetProperty(section).GetProperty("oneOf").EnumerateArray()
            .Select(v => v.GetProperty("title").GetString()).Order(StringComparer.Ordinal);

        IEnumerable<string> ValidValues(string name) => parameters[name].Attributes.OfType<ValidateSetAttribute>().Single().ValidValues.Order(StringComparer.Ordinal);
    }

    [LimitedFact]
    public async Task What_it_writes_runs_a_worker()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        Path();
        Engine["provider"] = new System.Collections.Hashtable { ["rootURL"] = Sandbox.RootUrl, ["providerID"] = "static", ["workerPoolID"] = Pool, ["workerGroup"] = Group, ["workerID"] = Id, ["staticSecret"] = StaticSecret };
        Engine["worker"] = new System.Collections.Hashtable { ["path"] = Repository.Executable("scripted-worker"), ["configPath"] = File("worker.json") };
        var outcome = await Engine.RunAsync("New-RunnerConfig $path Static -Provider $provider -Worker $worker");
        Assert.Empty(outcome.Warnings);
        Assert.Empty(outcome.Output);
        outcome = await Engine.RunAsync("Test-RunnerConfig $path; Start-WorkerRunner $path");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task Examples_that_are_left_are_a_warning()
    {
        Path();
        var warning = Assert.Single((await Engine.RunAsync("New-RunnerConfig $path static dummy -Provider @{ rootURL = 'https://tc.example.org' }")).Warnings);
        Assert.Contains("must be replaced: provider.workerPoolID, provider.workerGroup, provider.workerID, provider.providerID, provider.staticSecret.", warning);
    }

    [LimitedFact]
    public async Task A_SecureString_is_written_as_its_text()
    {
        var path = Path();
        await Engine.RunAsync(
            "$secret = [securestring]::new(); 'hush-hush'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }; "
            + "New-RunnerConfig $path standalone dummy -Provider @{ accessToken = $secret } -WarningAction SilentlyContinue");
        Assert.Contains("accessToken: 'hush-hush'", await System.IO.File.ReadAllTextAsync(path, Limits.Token));
    }

    [LimitedFact]
    public async Task The_file_is_private()
    {
        Permissions.UnixOnly();
        await Engine.RunAsync("New-RunnerConfig $path aws dummy".Replace("$path", $"'{Path()}'", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Permissions.Of(Path()));
    }

    [LimitedFact]
    public async Task A_file_that_is_there_is_replaced_by_force_only()
    {
        var path = Path();
        WritePrivate("new.yaml", "mine");
        var error = (await Engine.RunAsync("New-RunnerConfig $path aws dummy")).FailedWith("RunnerConfigExists");
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(path, Limits.Token));
        Assert.Equal(path, (await Engine.RunAsync("New-RunnerConfig $path aws dummy -Force -PassThru")).Single.Text("FullName"));
        Assert.StartsWith("# yaml-language-server: $schema=file:///", await System.IO.File.ReadAllTextAsync(path, Limits.Token));
    }

    [LimitedFact]
    public async Task What_if_writes_nothing()
    {
        await Engine.RunAsync("New-RunnerConfig $path aws -WhatIf".Replace("$path", $"'{Path()}'", StringComparison.Ordinal));
        Assert.False(Has("new.yaml"));
    }

    [LimitedTheory]
    [InlineData("-Provider @{ rooturl = 'x' }", "ConfigValueInvalid")]
    [InlineData("-Provider @{ rootURL = { 1 } }", "ConfigValueInvalid")]
    [InlineData("-ProviderType statik", "ParameterArgumentValidationError")]
    public async Task Faulty_parameters_are_an_error(string arguments, string errorId)
    {
        Path();
        if (!arguments.Contains("ProviderType", StringComparison.Ordinal)) arguments += " -ProviderType static";
        (await Engine.RunAsync($"New-RunnerConfig $path {arguments}")).FailedWith(errorId);
        Assert.False(Has("new.yaml"));
    }

    private string Path()
    {
        var path = File("new.yaml");
        Engine["path"] = path;
        return path;
    }
}
