using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

/// <summary>What the answers of Windows mean. Nothing here can shut anything down: the calls are the tests' own.</summary>
public sealed class SystemShutdownTests
{
    private readonly List<string> reasons = [];

    [Fact]
    public void The_reason_is_told()
    {
        Begin(privilege: 0, initiate: 0, "the worker is done");
        Assert.Equal(["the worker is done"], reasons);
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        Begin(privilege: 0, initiate: 0, new string('x', 600));
        Assert.Equal(SystemShutdown.LongestReason, reasons.Single().Length);
    }

    [Fact]
    public void One_that_has_begun_already_is_as_good() => Begin(privilege: 0, initiate: 1115);

    [Theory]
    [InlineData(1300)]
    [InlineData(5)]
    public void Without_the_privilege_nothing_is_begun(int error)
    {
        var refused = Assert.Throws<MachineException>(() => Begin(error, initiate: 0));
        Assert.Contains("SeShutdownPrivilege", refused.Advice!, StringComparison.Ordinal);
        Assert.Empty(reasons);
    }

    [Theory]
    [InlineData(5, "SeShutdownPrivilege")]
    [InlineData(21, "starting up")]
    public void A_refusal_comes_with_advice(int error, string advice)
    {
        var refused = Assert.Throws<MachineException>(() => Begin(privilege: 0, error));
        Assert.StartsWith("Windows refused to shut down: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refused.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_refusal_is_told_as_it_is() => Assert.Null(Assert.Throws<MachineException>(() => Begin(privilege: 0, initiate: 1191)).Advice);

    [Fact]
    public void The_privilege_is_there_to_be_had()
    {
        Test.WindowsOnly();
        Assert.Equal(0, ShutdownCalls.EnablePrivilege());
    }

    private void Begin(int privilege, int initiate, string reason = "-") => new SystemShutdown(
        () => privilege,
        text =>
        {
            reasons.Add(text);
            return initiate;
        }).Begin(reason);
}
