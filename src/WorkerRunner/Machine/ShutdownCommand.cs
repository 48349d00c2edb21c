using System.ComponentModel;
using System.Diagnostics;

namespace WorkerRunner.Machine;

/// <summary>Runs the operating system's own command that shuts the machine down.</summary>
internal static class ShutdownCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(string command, string arguments, string advice, CancellationToken cancellationToken)
    {
        using var process = Start(command, arguments);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult(true);
        process.EnableRaisingEvents = true;
        await ended.Task.WaitAsync(Limit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new MachineException($"\"{command} {arguments}\" ended with exit code {process.ExitCode}.", advice);
    }

    private static Process Start(string command, string arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false })
                ?? throw new MachineException($"\"{command}\" did not start.", advice: null);
        }
        catch (Win32Exception e)
        {
            throw new MachineException($"\"{command}\" did not start: {e.Message}.", advice: null, e);
        }
    }
}
