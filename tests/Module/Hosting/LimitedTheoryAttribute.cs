using System.Runtime.CompilerServices;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A test over several cases, each with a time limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitedTheoryAttribute : TheoryAttribute
{
    public LimitedTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Timeout = Limits.Test;
}
