using System.ComponentModel;
using System.Diagnostics;

namespace WorkerRunner.Packaging;

/// <summary>Another program, run in the folder of the sources.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Runs a program and returns what it prints.</summary>
    /// <exception cref="PackagingException">It is not there, fails, or does not end.</exception>
    public static async Task<string> ReadAsync(string program, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(program, arguments);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new PackagingException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.{Environment.NewLine}{output}");
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new PackagingException($"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalMinutes} minutes.");
        }
    }

    private static Process Start(string program, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository.At("") };
            return Process.Start(start) ?? throw new PackagingException($"{program} was not started.");
        }
        catch (Win32Exception e)
        {
            throw new PackagingException($"{program} cannot be run: {e.Message}");
        }
    }
}
