namespace WorkerRunner.Tests;

/// <summary>What src/StartWorker/Substitutions.xml takes out of the native program must not be used by the domain.</summary>
public sealed class NativePremisesTests
{
    [Fact]
    public void The_domain_uses_no_regular_expressions() =>
        Assert.DoesNotContain("System.Text.RegularExpressions", typeof(Runner).Assembly.GetReferencedAssemblies().Select(a => a.Name));
}
