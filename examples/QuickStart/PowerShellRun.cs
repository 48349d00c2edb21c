using System.Diagnostics;

namespace WorkerRunner.QuickStart;

/// <summary>Runs what somebody would type in a real PowerShell 7: the one that .config/dotnet-tools.json names.</summary>
internal static class PowerShellRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Downloading a PowerShell, where it is not in the package folder yet.</summary>
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(10);

    /// <summary>Brings the PowerShell.</summary>
    /// <param name="module">The module's manifest, staged in the repository.</param>
    /// <returns>What was wrong; null where nothing was.</returns>
    public static async Task<string?> RestoreAsync(string module)
    {
        var said = new List<string>();
        var exitCode = await RunAsync(module, ["tool", "restore"], said.Add, RestoreLimit);
        return exitCode == 0 ? null : $"dotnet tool restore ended with {exitCode}: {string.Join(' ', said)}";
    }

    /// <summary>Runs a command line in a folder, and tells its output.</summary>
    /// <returns>PowerShell's exit code.</returns>
    public static Task<int> RunAsync(string module, string folder, string commandLine, Story story) => RunAsync(
        module, ["pwsh", "-NoProfile", "-NonInteractive", "-WorkingDirectory", folder, "-Command", commandLine], line => story.Tell("powershell", line), Limit);

    private static async Task<int> RunAsync(string module, string[] arguments, Action<string> tell, TimeSpan limit)
    {
        var modules = Directory.GetParent(module)!.Parent!;
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = modules.Parent!.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1", ["DOTNET_NOLOGO"] = "1" },
        };
        start.Environment["PSModulePath"] = string.Join(Path.PathSeparator, [modules.FullName, Environment.GetEnvironmentVariable("PSModulePath")]);
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Tell(tell, e.Data);
        process.ErrorDataReceived += (_, e) => Tell(tell, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static void Tell(Action<string> tell, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line)) tell(line);
    }
}
