namespace WorkerRunner.Sandbox;

/// <summary>The worker that lies beside the sandbox.</summary>
internal static class ScriptedWorkerProgram
{
    /// <summary>The script by which it does tasks, JSON.</summary>
    public const string TaskScript = """[{"hello":["log","error-report","shutdown","graceful-termination","new-credentials"]},{"work":{}}]""";

    /// <summary>Its path; null where it is not there.</summary>
    public static string? Find() =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "scripted-worker.exe" : "scripted-worker") is var path && File.Exists(path) ? path : null;
}
