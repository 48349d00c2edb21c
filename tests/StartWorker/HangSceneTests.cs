namespace WorkerRunner.StartWorker.Tests;

/// <summary>The scene that waits for a worker to be silent for a minute.</summary>
public sealed class HangSceneTests
{
    [Fact]
    public Task A_worker_that_hangs_is_ended() => SceneTests.PlayAsync("hang");
}
