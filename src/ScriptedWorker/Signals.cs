using System.Runtime.InteropServices;

namespace WorkerRunner.ScriptedWorker;

/// <summary>What SIGINT, SIGTERM and Ctrl-Break do.</summary>
internal sealed class Signals
{
    private volatile bool ignored;

    /// <summary>From now on they do nothing.</summary>
    public void Ignore() => ignored = true;

    /// <summary>Ends the process, unless signals are ignored.</summary>
    public void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!ignored)
            Environment.Exit(ExitCode.Interrupted);
    }
}
