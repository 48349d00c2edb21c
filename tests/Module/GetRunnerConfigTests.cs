namespace WorkerRunner.ModuleTests;

public sealed class GetRunnerConfigTests : ModuleTest
{
    private const string Type = "WorkerRunner.Runs.RunnerConfig";

    [LimitedFact]
    public async Task It_gives_what_the_file_says()
    {
        var path = WriteStaticConfig("getSecrets: false\nworkerConfig: {a: {b: 1}}");
        var config = (await Engine.RunAsync("Get-RunnerConfig $config")).Single;
        Assert.True(config.IsA(Type));
        Assert.Equal(path, config.Text("Path"));
        Assert.Equal("static", config.Text("ProviderType"));
        Assert.Equal("generic-worker", config.Text("Implementation"));
        Assert.Equal(false, config.Get("GetSecrets"));
        Assert.Equal("1", (await Engine.RunAsync("(Get-RunnerConfig $config).WorkerConfig.a.b")).Single.ToString());
    }

    [LimitedFact]
    public async Task It_says_in_the_log_what_it_reads()
    {
        var path = WriteStaticConfig();
        var line = Assert.Single((await Engine.RunAsync("Get-RunnerConfig $config")).Log);
        Assert.Equal($"Loading worker-runner configuration from {path}", line.Message);
        Assert.Equal("Runner", line.Source);
    }

    [LimitedFact]
    public async Task A_path_with_an_error_does_not_keep_the_others_from_being_read()
    {
        Engine["paths"] = new[] { File("none.yaml"), WriteStaticConfig(name: "two.yaml") };
        var outcome = await Engine.RunAsync("$paths | Get-RunnerConfig");
        Assert.Equal(ErrorCategory.ObjectNotFound, outcome.FailedWith("RunnerConfigInvalid").CategoryInfo.Category);
        Assert.EndsWith("two.yaml", Assert.Single(outcome.Output).Text("Path"));
    }

    [LimitedTheory]
    [InlineData("Get-RunnerConfig 'variable:*'")]
    [InlineData("Get-RunnerConfig variable:HOME")]
    [InlineData("Get-RunnerConfig -LiteralPath function:prompt")]
    public async Task Another_providers_path_is_no_file(string script) =>
        Assert.All((await Engine.RunAsync(script)).Errors, e => Assert.StartsWith("PathNotFileSystem,", e.FullyQualifiedErrorId));

    [LimitedFact]
    public async Task Brackets_can_be_escaped()
    {
        WriteStaticConfig(name: "a [1].yaml");
        Engine["folder"] = Folder;
        Assert.Equal(["a [1].yaml"], await NamesAsync("Get-RunnerConfig ($folder + '/a `[1`].yaml')"));
    }

    [LimitedFact]
    public async Task Paths_come_down_the_pipeline_by_value()
    {
        Engine["paths"] = new[] { WriteStaticConfig(name: "one.yaml"), WriteStaticConfig(name: "two.yaml") };
        Assert.Equal(["one.yaml", "two.yaml"], await NamesAsync("$paths | Get-RunnerConfig"));
        Assert.Equal(["one.yaml", "two.yaml"], await NamesAsync("Get-RunnerConfig $paths"));
    }

    [LimitedTheory]
    [InlineData("Path")]
    [InlineData("LiteralPath")]
    [InlineData("PSPath")]
    public async Task Paths_come_down_the_pipeline_by_property_name(string property)
    {
        WriteStaticConfig();
        Engine["property"] = property;
        Assert.Equal(["runner.yaml"], await NamesAsync("[pscustomobject]@{ $property = $config } | Get-RunnerConfig"));
    }

    [LimitedFact]
    public async Task Files_come_down_the_pipeline_whatever_their_names()
    {
        WriteStaticConfig(name: "runner [1].yaml");
        Assert.Equal(["runner [1].yaml"], await NamesAsync("$ExecutionContext.InvokeProvider.ChildItem.Get([IO.Path]::GetDirectoryName($config), $false) | Get-RunnerConfig"));
        Assert.Equal(["runner [1].yaml"], await NamesAsync("[IO.FileInfo]::new($config) | Get-RunnerConfig -LiteralPath { $_.FullName }"));
    }

    [LimitedFact]
    public async Task A_relative_path_starts_at_the_location()
    {
        WriteStaticConfig(name: "folder with spaces/runner.yaml");
        await GoToAsync("folder with spaces");
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig ./runner.yaml"));
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig runner.yaml"));
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig '../folder with spaces/runner.yaml'"));
    }

    [LimitedFact]
    public async Task The_location_may_be_below_a_drive_of_the_users_own()
    {
        WriteStaticConfig(name: "a/runner.yaml");
        Engine["root"] = Folder;
        await Engine.RunAsync(
            """
            $provider = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
            $drive = [Management.Automation.PSDriveInfo]::new('cfg', $provider, $root, '', $null)
            $null = $ExecutionContext.SessionState.Drive.New($drive, 'global')
            """);
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig cfg:/a/runner.yaml"));
        await Engine.RunAsync("$null = $ExecutionContext.SessionState.Path.SetLocation('cfg:/a')");
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig ./runner.yaml"));
    }

    [LimitedFact]
    public async Task A_tilde_is_the_home_folder()
    {
        var outcome = await Engine.RunAsync("Get-RunnerConfig ~/no-such-folder/runner.yaml");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.StartsWith(Path.Combine(home, "no-such-folder"), outcome.FailedWith("RunnerConfigInvalid").Exception.Message);
    }

    [LimitedFact]
    public async Task Wildcards_name_several_files()
    {
        WriteStaticConfig(name: "b.yaml");
        WriteStaticConfig(name: "a.yaml");
        WritePrivate("c.txt", "no YAML at all");
        Engine["pattern"] = File("*.yaml");
        Assert.Equal(["a.yaml", "b.yaml"], await NamesAsync("Get-RunnerConfig $pattern"));
    }

    [LimitedFact]
    public async Task A_literal_path_has_no_wildcards()
    {
        WriteStaticConfig(name: "1.yaml");
        WriteStaticConfig(name: "[1].yaml");
        Assert.Equal(["[1].yaml"], await NamesAsync("Get-RunnerConfig -LiteralPath $config"));
        Assert.Equal(["1.yaml"], await NamesAsync("Get-RunnerConfig $config"));
    }

    [LimitedFact]
    public async Task A_path_of_more_than_260_characters_is_read_like_any_other()
    {
        var folder = string.Join('/', Enumerable.Repeat(new string('d', 90) + " d", 4));
        WriteStaticConfig(name: folder + "/runner.yaml");
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig $config"));
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig -LiteralPath $config"));
        await GoToAsync(folder);
        Assert.Equal(["runner.yaml"], await NamesAsync("Get-RunnerConfig ./runner.yaml"));
    }

    [LimitedFact]
    public async Task A_path_on_a_share_is_taken_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Only Windows has shares.");
        const string path = @"\\127.0.0.1\no-such-share\runner.yaml";
        Engine["config"] = path;
        var error = (await Engine.RunAsync("Get-RunnerConfig -LiteralPath $config")).FailedWith("RunnerConfigInvalid");
        Assert.StartsWith(path + ": ", error.Exception.Message);
    }

    [LimitedFact]
    public async Task Permissions_that_are_too_wide_are_tightened_with_a_warning()
    {
        Permissions.UnixOnly();
        var path = WriteStaticConfig();
        Permissions.Set(path, Permissions.Loose);
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config");
        Assert.NotNull(outcome.Single);
        Assert.Contains("permissions were tightened", Assert.Single(outcome.Warnings));
        Assert.Equal(Permissions.Private, Permissions.Of(path));
    }

    [LimitedTheory]
    [InlineData("Get-RunnerConfig $config -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Get-RunnerConfig $config")]
    [InlineData("& { $WhatIfPreference = $true; Get-RunnerConfig $config }")]
    public async Task Tried_with_WhatIf_it_changes_no_permissions(string script)
    {
        Permissions.UnixOnly();
        var path = WriteStaticConfig();
        Permissions.Set(path, Permissions.Loose);
        Assert.NotNull((await Engine.RunAsync(script)).Single);
        Assert.Equal(Permissions.Loose, Permissions.Of(path));
    }

    [LimitedFact]
    public async Task An_error_names_file_line_and_column_and_what_to_do()
    {
        var path = WriteConfig("provider:\n  providerType: statik\nworker: {implementation: dummy}\n");
        var error = (await Engine.RunAsync("Get-RunnerConfig $config")).FailedWith("RunnerConfigInvalid");
        Assert.Equal("RunnerConfigInvalid,WorkerRunner.PowerShell.Cmdlets.GetRunnerConfigCommand", error.FullyQualifiedErrorId);
        Assert.StartsWith($"{path}:2:3: provider.providerType \"statik\" is not known.", error.Exception.Message);
        Assert.EndsWith("Valid values:  aws, azure, google, standalone, static.", error.ErrorDetails.Message);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal(path, error.TargetObject);
    }

    [LimitedFact]
    public async Task A_file_that_is_not_there_is_such_an_error_too()
    {
        Engine["config"] = File("none.yaml");
        var error = (await Engine.RunAsync("Get-RunnerConfig $config")).FailedWith("RunnerConfigInvalid");
        Assert.Contains("the file does not exist", error.Exception.Message);
    }

    [LimitedFact]
    public async Task What_is_strange_is_a_warning()
    {
        WriteStaticConfig("getSecret: false");
        var warning = Assert.Single((await Engine.RunAsync("Get-RunnerConfig $config")).Warnings);
        Assert.Contains("getSecret is not known and is ignored. Did you mean \"getSecrets\"?", warning);
    }

    private async Task<IEnumerable<string?>> NamesAsync(string script)
    {
        var outcome = await Engine.RunAsync(script);
        Assert.Null(outcome.Failure?.ToString());
        Assert.Empty(outcome.Errors);
        return outcome.Output.Select(o => Path.GetFileName(o.Text("Path")));
    }

    private async Task GoToAsync(string folder)
    {
        Engine["folder"] = File(folder);
        Assert.Null((await Engine.RunAsync("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)")).Failure);
    }

    [LimitedTheory]
    [InlineData("Get-RunnerConfig Env:PATH")]
    [InlineData("Get-RunnerConfig -LiteralPath Env:PATH")]
    [InlineData("Start-WorkerRunner Env:PATH")]
    public async Task A_path_that_is_no_files_is_refused(string script) =>
        (await Engine.RunAsync(script)).FailedWith("PathNotFileSystem");
}
