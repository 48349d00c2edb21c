using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Workers;

public sealed class GenericWorkerExitTests
{
    [Theory]
    [InlineData(0, "done")]
    [InlineData(64, "its configuration was not loaded")]
    [InlineData(67, "a reboot is required")]
    [InlineData(68, "it was idle for too long")]
    [InlineData(69, "it panicked")]
    [InlineData(70, "worker-manager told it to stop")]
    [InlineData(71, "it was interrupted")]
    [InlineData(72, "the spot instance is being terminated")]
    [InlineData(73, "its configuration is not valid")]
    [InlineData(78, "it found no protocol pipe")]
    [InlineData(1, null)]
    [InlineData(137, null)]
    public void Exit_codes_have_a_meaning(int code, string? meaning) => Assert.Equal(meaning, WorkerCatalog.Create("generic-worker").Explain(code)?.Text);

    [Fact]
    public void Only_67_asks_for_a_reboot() =>
        Assert.Equal([67], Enumerable.Range(-1, 300).Where(c => WorkerCatalog.Create("generic-worker").Explain(c)?.RebootRequired == true));

    [Theory]
    [InlineData("dummy")]
    [InlineData("docker-worker")]
    public void Codes_of_other_workers_have_none(string implementation) => Assert.Null(WorkerCatalog.Create(implementation).Explain(67));
}
