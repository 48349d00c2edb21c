using System.Runtime.CompilerServices;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A test with a time limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitedFactAttribute : FactAttribute
{
    public LimitedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Timeout = Limits.Test;
}
