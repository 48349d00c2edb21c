namespace WorkerRunner.StartWorker.Tests;

/// <summary>Steps that scripts of the scripted worker are made of.</summary>
internal static class Steps
{
    public static object Hello { get; } = new { hello = new[] { "log", "error-report", "shutdown", "graceful-termination", "new-credentials" } };

    public static object Print(string text) => new { print = text };

    public static object Exit(int code) => new { exit = code };

    public static object Await(string message) => new { await = message };
}
