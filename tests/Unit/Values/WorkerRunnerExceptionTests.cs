using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class WorkerRunnerExceptionTests
{
    [Theory]
    [InlineData("it broke", "f: it broke. Mend it.")]
    [InlineData("it broke.", "f: it broke. Mend it.")]
    [InlineData("is it broken?", "f: is it broken? Mend it.")]
    public void Message_and_advice_are_two_sentences(string problem, string line)
    {
        var error = new RunnerConfigException("f", null, problem, "Mend it.");
        Assert.Equal(line, error.ToLogLine());
        Assert.Equal(line, ConfigProblem.Of(error).ToString());
    }
}
