using System.Runtime.CompilerServices;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>A test that runs start-worker as another user than its own: it takes root, setpriv, and a program that everybody may read.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AsNobodyFactAttribute : FactAttribute
{
    public const string SetPriv = "/usr/bin/setpriv";
    public const uint Nobody = 65534;

    public AsNobodyFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "It needs root, setpriv, and a folder of the program that everybody may enter.";
        SkipType = typeof(AsNobodyFactAttribute);
        SkipUnless = nameof(IsPossible);
    }

    public static bool IsPossible => Environment.IsPrivilegedProcess && File.Exists(SetPriv) && IsOpenToAll(Path.GetDirectoryName(StartWorkerProcess.Program));

    private static bool IsOpenToAll(string? folder) =>
        folder is null || (File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute) && IsOpenToAll(Path.GetDirectoryName(folder)));
}
