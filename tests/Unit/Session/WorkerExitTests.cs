using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class WorkerExitTests
{
    [Theory]
    [InlineData(0, "exit code 0")]
    [InlineData(137, "exit code 137")]
    [InlineData(-1, "exit code -1")]
    [InlineData(-1073741510, "exit code 0xC000013A")]
    public void A_status_of_Windows_is_shown_in_the_form_it_is_known_by(int code, string text) =>
        Assert.Equal(text, new WorkerExit(code, TestTime.Origin, TestTime.Origin, SaidHello: true, StopRequested: false).ToString());
}
