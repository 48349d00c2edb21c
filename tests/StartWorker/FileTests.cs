using System.Runtime.InteropServices;
using System.Text.Json;

namespace WorkerRunner.StartWorker.Tests;

public sealed class FileTests
{
    private const uint Unchanged = uint.MaxValue;
    private const UnixFileMode GroupMayRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    [Theory]
    [InlineData("pipe", "is not a regular file.")]
    [InlineData("link", "is a link.")]
    [InlineData("device", "is not a regular file.")]
    public async Task What_is_no_file_is_refused_at_once_as_a_configuration(string name, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        var path = scenario.File(name);
        if (name == "pipe") Assert.Equal(0, MakeFifo(path, 0x180));
        else if (name == "link") File.CreateSymbolicLink(path, scenario.Standalone("{implementation: dummy}"));
        else path = "/dev/null";
        var ended = await StartWorkerProcess.RunAsync(path);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"{path} {expected}", ended.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe", "is a device, pipe or socket")]
    [InlineData("link", "is a link")]
    public async Task What_is_no_file_stays_what_it_is_where_the_workers_configuration_should_go(string kind, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        if (kind == "pipe") Assert.Equal(0, MakeFifo(scenario.WorkerConfig, 0x180));
        else File.CreateSymbolicLink(scenario.WorkerConfig, scenario.File("elsewhere"));
        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([Steps.Hello, Steps.Exit(0)]));
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.LastLine, StringComparison.Ordinal);
        Assert.Equal(kind == "link" ? scenario.File("elsewhere") : null, new FileInfo(scenario.WorkerConfig).LinkTarget);
        Assert.Equal(["runner.yaml", Path.GetFileName(scenario.WorkerConfig)], scenario.FilesNow);
        Assert.False(File.Exists(scenario.File("elsewhere")));
    }

    [Fact]
    public async Task A_new_file_of_the_pool_has_0755_less_the_umask_and_one_that_is_there_keeps_what_it_has()
    {
        await using var scenario = await Scenario.CreateAsync();
        var (fresh, old) = (scenario.File("fresh"), scenario.File("old"));
        await File.WriteAllTextAsync(old, "old", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(old, GroupMayRead);
        object[] files = [.. new[] { fresh, old }.Select(path => new { path, content = "bmV3", encoding = "base64", format = "file" })];
        var config = scenario.Static([Steps.Hello, Steps.Exit(0)], files: files);
        using var started = StartWorkerProcess.Start("/bin/sh", ["-c", "umask 027; exec \"$0\" \"$1\"", StartWorkerProcess.Program, config]);
        Assert.Equal(0, (await started.EndAsync()).ExitCode);
        Assert.Equal(Convert.ToInt32("750", 8), (int)File.GetUnixFileMode(fresh));
        Assert.Equal(GroupMayRead, File.GetUnixFileMode(old));
        Assert.Equal("new", await File.ReadAllTextAsync(old, TestContext.Current.CancellationToken));
    }

    [AsNobodyFact]
    public async Task A_runner_without_roots_rights_takes_a_configuration_of_root_that_nobody_else_may_write()
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Standalone("{implementation: dummy}");
        scenario.OpenToAll();
        Assert.Equal(0, ChangeOwner(config, Unchanged, AsNobodyFactAttribute.Nobody));
        File.SetUnixFileMode(config, GroupMayRead);
        var ended = await RunAsNobodyAsync(config);
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("can be read by users other than its owner", ended.Log, StringComparison.Ordinal);

        File.SetUnixFileMode(config, GroupMayRead | UnixFileMode.OtherRead);
        ended = await RunAsNobodyAsync(config);
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("the file may hold secrets, but users other than its owner can read it.", ended.Log, StringComparison.Ordinal);

        File.SetUnixFileMode(config, GroupMayRead | UnixFileMode.GroupWrite);
        ended = await RunAsNobodyAsync(config);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("belongs to root, but others can write to it (660), and this process runs as user 65534.", ended.LastLine, StringComparison.Ordinal);
    }

    [AsNobodyFact]
    public async Task Of_a_configuration_that_somebody_else_owns_not_even_the_log_is_used()
    {
        await using var scenario = await Scenario.CreateAsync();
        var log = scenario.File("somebodys.log");
        await File.WriteAllTextAsync(log, new string('x', 5000), TestContext.Current.CancellationToken);
        var config = scenario.Standalone("{implementation: dummy}", $"logging: {{implementation: file, path: {JsonSerializer.Serialize(log)}, maxSize: 1KB, maxFiles: 1}}");
        Assert.Equal(0, ChangeOwner(config, AsNobodyFactAttribute.Nobody, Unchanged));
        var ended = await StartWorkerProcess.RunAsync(config);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("belongs to user 65534, but this process runs as user 0.", ended.LastLine, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(log).Length);
    }

    private static async Task<Ended> RunAsNobodyAsync(string config)
    {
        using var started = StartWorkerProcess.Start(
            AsNobodyFactAttribute.SetPriv, ["--reuid=65534", "--regid=65534", "--clear-groups", StartWorkerProcess.Program, config]);
        return await started.EndAsync();
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
