namespace WorkerRunner.ScriptedWorker;

/// <summary>An end of the worker before the script's end: a line for stderr and an exit code.</summary>
internal sealed class WorkerException(int exitCode, string message) : Exception(message)
{
    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
