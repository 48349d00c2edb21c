using System.Runtime.CompilerServices;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A test of what only Windows has, with a time limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Timeout = Limits.Test;
        Skip = "Services and their named pipes are Windows's.";
        SkipType = typeof(WindowsFactAttribute);
        SkipUnless = nameof(IsWindows);
    }

    public static bool IsWindows => OperatingSystem.IsWindows();
}
