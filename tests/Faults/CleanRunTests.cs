namespace WorkerRunner.Faults.Tests;

public sealed class CleanRunTests
{
    [Theory]
    [InlineData(ProviderKind.Static)]
    [InlineData(ProviderKind.Standalone)]
    [InlineData(ProviderKind.Aws)]
    [InlineData(ProviderKind.Azure)]
    [InlineData(ProviderKind.Google)]
    public async Task Without_a_fault_nothing_is_wrong(ProviderKind kind)
    {
        var outcome = await Journey.RunAsync(kind);
        Assert.Null(outcome.Error);
        Assert.Empty(Oracle.Judge(outcome, mustRun: true, mayShutDown: false));
    }
}
