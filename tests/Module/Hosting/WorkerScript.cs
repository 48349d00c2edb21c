using System.Text.Json;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>Steps for the scripted worker.</summary>
internal static class WorkerScript
{
    public const string Hello = """{"hello":["log","error-report","shutdown","graceful-termination","new-credentials"]}""";

    public const string AwaitTermination = """{"await":"graceful-termination"}""";

    /// <summary>Longer than any test: the worker has to be stopped.</summary>
    public const string StayForEver = """{"sleepMs":600000}""";

    public const string IgnoreSignals = """{"ignoreSignals":{}}""";

    /// <summary>A plain line, or several.</summary>
    public static string Print(string text) => $$"""{"print":{{JsonSerializer.Serialize(text)}}}""";

    /// <summary>An error report: the sandbox sees it, and so the test.</summary>
    public static string Tell(string title) => $$"""{"errorReport":{"title":"{{title}}","kind":"test","description":"-","extra":{} } }""";

    public static string Report(string path) => $$"""{"report":{{JsonSerializer.Serialize(path)}}}""";

    public static string Exit(int code) => $$"""{"exit":{{code}}}""";

    /// <summary>The lines that <see cref="Print"/> prints: <c>line 0</c> to <c>line count-1</c>.</summary>
    public static IReadOnlyList<string> Lines(int count) => [.. Enumerable.Range(0, count).Select(i => $"line {i}")];
}
