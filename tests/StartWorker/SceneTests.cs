using WorkerRunner.Sandbox.Scenes;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>The sandbox's scenes, played with the real program and ScriptedWorker.</summary>
public sealed class SceneTests
{
    // What takes long by its nature is played beside the others.
    private static readonly string[] Long = ["short-credentials", "renewal-down", "hang"];

    public static TheoryData<string> Quick => [.. ScenePlayer.Scenes.Keys.Except(Long)];

    [Theory]
    [MemberData(nameof(Quick))]
    public Task All_happens_as_expected(string scene) => PlayAsync(scene);

    [Theory]
    [InlineData("spot-notice", "azure")]
    [InlineData("spot-notice", "google")]
    [InlineData("reboot", "aws")]
    [InlineData("boot", "standalone")]
    public async Task A_configuration_of_ones_own_is_tried(string scene, string provider)
    {
        await using var scenario = await Scenario.CreateAsync();
        var path = scenario.Write($"""
            # Somebody's own.
            provider: {ProviderOf(provider)}
            worker:
              implementation: generic-worker
              path: '{Scenario.ScriptedWorker}'
              configPath: '{scenario.WorkerConfig}'
            """);
        await PlayAsync(scene, path);
        Assert.Empty(scenario.Sandbox.Arrivals);
    }

    [Fact]
    public async Task What_does_not_happen_is_said_and_ends_the_scene()
    {
        var result = await ScenePlayer.PlayAsync("boot", new SceneOptions { Runner = ["/bin/sh", "-c", "echo no >&2; exit 3"] });
        Assert.False(result.IsSuccess);
        Assert.Equal(new Expectation("the task is completed", "run 0 pending; the runner has ended with 3", IsMet: false), Assert.Single(result.Expectations));
        Assert.Equal("no", result.Log.Trim());
    }

    [Fact]
    public async Task What_takes_too_long_is_said_too()
    {
        var options = new SceneOptions { Runner = ["/bin/sh", "-c", "exec sleep 600"], Patience = TimeSpan.FromMilliseconds(300) };
        Assert.Equal("run 0 pending after 0 s", Assert.Single((await ScenePlayer.PlayAsync("boot", options)).Expectations).Happened);
    }

    [Fact]
    public async Task A_runner_on_trial_does_not_shut_this_machine_down()
    {
        var result = await ScenePlayer.PlayAsync("boot", new SceneOptions { Runner = ["/bin/sh", "-c", "command -v shutdown; exit 3"] });
        Assert.Matches("^/.*/sandbox-scene-[^/]*/bin/shutdown\n", result.Log);
    }

    internal static async Task PlayAsync(string scene, string? configPath = null)
    {
        var result = await ScenePlayer.PlayAsync(scene, new SceneOptions { ConfigPath = configPath, Runner = [StartWorkerProcess.Program, "{config}"] });
        Assert.True(result.IsSuccess, $"{string.Join('\n', result.Expectations)}\n{result.Log}");
    }

    private static string ProviderOf(string type) => type == "standalone"
        ? "{providerType: standalone, rootURL: https://tc.example.com, clientID: c, accessToken: t, workerPoolID: my/pool, workerGroup: g, workerID: w}"
        : $"{{providerType: {type}, metadataTimeout: 20}}";
}
