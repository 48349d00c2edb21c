using WorkerRunner.Configuration;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values.Yaml;

/// <summary>What is no YAML is said in the words of whoever writes it: nothing of the parser's own.</summary>
public sealed class YamlFaultTests
{
    [Theory]
    [InlineData("path: \"C:\\generic-worker\"", 1, "escape", "single quotes")]
    [InlineData("a: 'b\nc: d", 1, "quotes is not closed", "Close it")]
    [InlineData("a: [b}", 1, "list in brackets", "comma")]
    [InlineData("a: {b]", 1, "list in brackets", "comma")]
    [InlineData("a: b: c", 1, "colon too many", "quotes")]
    [InlineData("provider\nworker: x", 2, "the line before lacks one", "quotes")]
    [InlineData("a:\n  b: c\n d: e", 3, "does not fit those before it", "same column")]
    [InlineData("a:\n  - b\n  c: d", 3, "does not fit the list", "same column")]
    [InlineData("a: - b", 1, "list cannot begin here", "line of its own")]
    [InlineData("a: @b", 1, "a value cannot begin with this character", "quotes")]
    [InlineData("a: &  b", 1, "anchor", "quotes")]
    [InlineData("%YAML x\n---\na: b", 1, "directive", "needs none")]
    [InlineData("a: !<b c", 1, "tag", "quotes")]
    [InlineData("a: |x\n b", 1, "several lines", "alike")]
    public void It_says_what_is_wrong_and_what_to_do(string yaml, int line, string problem, string advice)
    {
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Parse("runner.yaml", yaml));
        Assert.Equal(line, error.Position?.Line);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        foreach (var word in (string[])["While ", "did not find", "scalar", "token", "flow "]) Assert.DoesNotContain(word, error.ToLogLine(), StringComparison.Ordinal);
    }
}
