using System.Diagnostics;
using System.Text;

namespace WorkerRunner.Sandbox.Scenes;

/// <summary>A runner under trial, with its log.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder log = new();
    private readonly TextWriter? shown;
    private readonly Task reading;

    private RunnerProcess(Process process, TextWriter? shown)
    {
        (this.process, this.shown) = (process, shown);
        process.StandardInput.Close();
        reading = Task.WhenAll(ReadAsync(process.StandardError), ReadAsync(process.StandardOutput));
    }

    /// <summary>Its process ID.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidDataException">It cannot be started.</exception>
    public static RunnerProcess Start(IReadOnlyList<string> command, string configPath, IReadOnlyDictionary<string, string> variables, TextWriter? shown)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1).Select(part => part.Replace("{config}", configPath, StringComparison.Ordinal)))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            return new RunnerProcess(Process.Start(start)!, shown);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidDataException($"The runner {command[0]} cannot be started: {e.Message}. Name it with --runner, or behind --.", e);
        }
    }

    /// <summary>Its exit code, once it has ended and its log is complete.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        // Somebody who outlives it may hold its streams open.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
        return process.ExitCode;
    }

    /// <summary>Kills it and all that it started.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    /// <summary>Kills it, if it is still there.</summary>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (log)
                log.AppendLine(line);
            shown?.WriteLine($"  | {line}");
        }
    }
}
