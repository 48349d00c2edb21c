using System.Text.Json;

namespace WorkerRunner.QuickStart;

/// <summary>What the parts of the story share: a small real worker process that follows a script in its configuration.</summary>
internal static class Demo
{
    public const string Pool = "quick-start/demo";

    public static object Hello { get; } = new { hello = new[] { "log", "error-report", "shutdown", "graceful-termination", "new-credentials" } };

    /// <summary>A worker pool's configuration with a script.</summary>
    public static string PoolConfig(params object[] script) => JsonSerializer.Serialize(new { genericWorker = new { config = new { script } } });

    /// <summary>Writes a runner configuration that only we can read, with the worker in it.</summary>
    public static string WriteConfig(TemporaryFolder folder, string name, string provider)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "scripted-worker.exe" : "scripted-worker");
        var config = folder.File(name);
        File.WriteAllText(config, $"""
            {provider}
            worker:
              implementation: generic-worker
              path: '{program}'
              configPath: '{folder.File("generic-worker.json")}'

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return config;
    }
}
