using System.Text;
using System.Text.Json;

namespace WorkerRunner.ModuleTests;

public sealed class ExpandWorkerFilesTests : ModuleTest
{
    private const string Prepare = "$run = Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets";

    [LimitedFact]
    public async Task It_writes_the_pools_files()
    {
        PoolHasFile("one/two.txt", "file", Encoding.UTF8.GetBytes("content"));
        WriteStaticConfig();
        var run = (await Engine.RunAsync($"{Prepare}; $run | Expand-WorkerFiles")).Single;
        Assert.Equal("content", await System.IO.File.ReadAllTextAsync(File("one/two.txt"), Limits.Token));
        Assert.Equal("Registered, Secrets, Cached, Files", run.Text("Stages"));
    }

    [LimitedFact]
    public async Task Relative_paths_start_at_the_location()
    {
        PoolGives(FilesJson("relative.txt", "file", "x"u8.ToArray()));
        WriteStaticConfig();
        Engine["folder"] = Folder;
        await Engine.RunAsync($"$null = $ExecutionContext.SessionState.Path.SetLocation($folder); {Prepare}; $run | Expand-WorkerFiles");
        Assert.True(Has("relative.txt"));
    }

    [LimitedTheory]
    [InlineData("Expand-WorkerFiles $run")]
    [InlineData("Expand-WorkerFiles -Run $run")]
    [InlineData("[pscustomobject]@{ Run = $run } | Expand-WorkerFiles")]
    public async Task The_run_comes_by_position_by_name_and_by_property_name(string script)
    {
        PoolHasFile("file.txt", "file", "x"u8.ToArray());
        WriteStaticConfig();
        Assert.Null((await Engine.RunAsync(Prepare)).Failure);
        Assert.NotNull((await Engine.RunAsync(script)).Single);
        Assert.True(Has("file.txt"));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_it_writes_nothing()
    {
        PoolHasFile("file.txt", "file", "x"u8.ToArray());
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"{Prepare}; $run | Expand-WorkerFiles -WhatIf");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
        Assert.Equal(["runner.yaml"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName));
        Assert.Contains(File("file.txt"), Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task A_bad_zip_is_an_error_and_nothing_is_written()
    {
        PoolHasFile("unpacked", "zip", "no zip at all"u8.ToArray());
        WriteStaticConfig();
        var error = (await Engine.RunAsync($"{Prepare}; $run | Expand-WorkerFiles")).FailedWith("WorkerFileFailed");
        Assert.Equal("WorkerFileFailed,WorkerRunner.PowerShell.Cmdlets.ExpandWorkerFilesCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
        Assert.False(Directory.Exists(File("unpacked")));
    }

    [LimitedFact]
    public async Task A_file_that_is_not_base64_is_an_error_that_does_not_quote_it()
    {
        const string content = "not?base64?but?perhaps?a?secret";
        Sandbox.SetSecret(PoolSecret, $$"""{"config":{},"files":[{"path":"x","content":"{{content}}","encoding":"base64","format":"file"}]}""");
        WriteStaticConfig("");
        var outcome = await Engine.RunAsync($"{Prepare}; $run | Expand-WorkerFiles");
        outcome.FailedWith("WorkerFileFailed");
        Assert.DoesNotContain(content, outcome.AllText);
    }

    private void PoolHasFile(string name, string format, byte[] content) => PoolGives(FilesJson(File(name), format, content));

    private static string FilesJson(string path, string format, byte[] content) =>
        $$"""
        {"config":{},"files":[{"description":"a file","path":{{JsonSerializer.Serialize(path)}},
          "content":"{{Convert.ToBase64String(content)}}","encoding":"base64","format":"{{format}}"}]}
        """;
}
