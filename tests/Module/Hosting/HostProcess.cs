using System.Diagnostics;
using System.Runtime.InteropServices;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A PowerShell process of its own that imports the module and runs a script.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process process;

    private HostProcess(Process process) => this.process = process;

    public static HostProcess Start(string script) => new(Process.Start(
        new ProcessStartInfo(Repository.Executable("module-host"), [Repository.Manifest, script])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!);

    /// <summary>The next line that it printed; null at the end.</summary>
    public Task<string?> ReadLineAsync() => process.StandardOutput.ReadLineAsync(Limits.Token).AsTask().Soon();

    /// <summary>A line for a script that reads one.</summary>
    public void GoOn() => process.StandardInput.WriteLine();

    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync(Limits.Token).Soon();
        return process.ExitCode;
    }

    /// <summary>SIGTERM: what systemd sends.</summary>
    public void Terminate() => Assert.Equal(0, kill(process.Id, SigTerm));

    /// <summary>SIGKILL: nothing is left to do for the process itself.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        // On Windows a job object ends the worker with its runner, and Wine does not tell the times that a tree is made of.
        if (!process.HasExited) process.Kill(entireProcessTree: !OperatingSystem.IsWindows());
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
