using System.Runtime.CompilerServices;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A test of what only Windows has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "Services and their named pipes are Windows's.";
        SkipType = typeof(WindowsFactAttribute);
        SkipUnless = nameof(IsWindows);
    }

    public static bool IsWindows => OperatingSystem.IsWindows();
}
