namespace WorkerRunner.StartWorker.Tests;

/// <summary>Scenes in which time has to pass.</summary>
public sealed class LongSceneTests
{
    [Theory]
    [InlineData("short-credentials")]
    [InlineData("renewal-down")]
    public Task All_happens_as_expected(string scene) => SceneTests.PlayAsync(scene);
}
