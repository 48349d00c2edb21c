using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class WorkerFailedExceptionTests
{
    [Theory]
    [InlineData(127, false, "interpreter of its script")]
    [InlineData(126, false, "interpreter of its script")]
    [InlineData(1, false, "before it said hello")]
    [InlineData(127, true, "See its output in the log.")]
    public void The_advice_fits_how_the_worker_ended(int exitCode, bool saidHello, string advice)
    {
        var exit = new WorkerExit(exitCode, TestTime.Origin, TestTime.Origin.AddSeconds(90), saidHello, StopRequested: false);
        var error = new WorkerFailedException("generic-worker (process 1)", exit);
        Assert.Equal($"generic-worker (process 1) ended with exit code {exitCode} after 90 s.", error.Message);
        Assert.Contains(advice, error.Advice!, StringComparison.Ordinal);
        Assert.Equal(exit, error.Exit);
    }
}
