using WorkerRunner.Sandbox.CommandLine;
using WorkerRunner.Sandbox.Scenes;

namespace WorkerRunner.Sandbox.Tests.Scenes;

public sealed class PlayCommandTests
{
    [Theory]
    [InlineData("which scene? play --help lists them")]
    [InlineData("one scene at a time: boot, and then drain", "boot", "drain")]
    [InlineData("unknown option --loud; play --help lists them", "boot", "--loud", "x")]
    [InlineData("--config needs a value", "boot", "--config")]
    [InlineData("-- needs the runner behind it", "boot", "--")]
    [InlineData("0s: expected a time above zero", "boot", "--patience", "0s")]
    public void Bad_arguments_are_explained(string why, params string[] args) =>
        Assert.Equal(why, Assert.Throws<UsageException>(() => PlayArguments.Parse(args)).Message);

    [Fact]
    public void Good_arguments_are_understood()
    {
        var parsed = PlayArguments.Parse(["drain", "--config", "r.yaml", "--patience", "5s", "--quiet", "--", "pwsh", "--config", "{config}"]);
        Assert.Equal(("drain", "r.yaml", TimeSpan.FromSeconds(5), true), (parsed.Scene, parsed.ConfigPath, parsed.Patience, parsed.IsQuiet));
        Assert.Equal(["pwsh", "--config", "{config}"], parsed.Runner);
        Assert.Equal(["./sw", "{config}"], PlayArguments.Parse(["boot", "--runner", "./sw"]).Runner);
    }

    [Fact]
    public async Task The_help_has_every_scene()
    {
        var output = new StringWriter();
        Assert.Equal(0, await PlayCommand.RunAsync(PlayArguments.Parse(["--help"]), output));
        Assert.All(ScenePlayer.Scenes, scene => Assert.Contains($"  {scene.Key} ", output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scene_that_goes_wrong_ends_with_one_and_a_table()
    {
        var output = new StringWriter();
        string[] runner = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", "exit 3"] : ["/bin/sh", "-c", "exit 3"];
        Assert.Equal(1, await PlayCommand.RunAsync(PlayArguments.Parse(["boot", "--", .. runner]), output));
        Assert.Contains(
            "        expected               happened\n  FAIL  the task is completed  run 0 pending; the runner has ended with 3\n\nboot: NOT as expected\n",
            output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_played_is_explained()
    {
        Assert.StartsWith("There is no scene \"x\": expected boot, ", (await FailsAsync("x")).Message, StringComparison.Ordinal);
        Assert.StartsWith("The runner /nowhere/start-worker cannot be started: ", (await FailsAsync("boot", "--runner", "/nowhere/start-worker")).Message, StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "provider: {providerType: static}", TestContext.Current.CancellationToken);
        Assert.Equal(
            "The scene \"azure-freeze\" cannot happen to a worker of the provider static: it is for azure.",
            (await FailsAsync("azure-freeze", "--config", path)).Message);
        await File.WriteAllTextAsync(path, "{\n x", TestContext.Current.CancellationToken);
        Assert.Equal($"{path}, line 2: not JSON.", (await FailsAsync("boot", "--secret", path)).Message);
        File.Delete(path);
    }

    [Fact]
    public async Task All_are_those_that_can_happen_to_the_configurations_provider()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "provider: {providerType: standalone}", TestContext.Current.CancellationToken);
        var options = new SceneOptions { ConfigPath = path, Runner = ["x"] };
        var scenes = ScenePlayer.ScenesFor("all", options);
        Assert.Contains("boot", scenes);
        Assert.DoesNotContain("spot-notice", scenes);
        Assert.DoesNotContain("register-down", scenes);
        Assert.Equal(["drain"], ScenePlayer.ScenesFor("drain", options));
        File.Delete(path);
    }

    private static Task<InvalidDataException> FailsAsync(params string[] args) =>
        Assert.ThrowsAsync<InvalidDataException>(() => PlayCommand.RunAsync(PlayArguments.Parse(args), TextWriter.Null));
}
