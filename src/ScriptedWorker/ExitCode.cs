namespace WorkerRunner.ScriptedWorker;

/// <summary>The process's exit codes of its own; a script may ask for any other.</summary>
internal static class ExitCode
{
    /// <summary>The script has come to its end.</summary>
    public const int Done = 0;

    /// <summary>Arguments, configuration or script cannot be understood, as in generic-worker.</summary>
    public const int BadConfiguration = 64;

    /// <summary>No task came for as long as the configuration allows, as in generic-worker.</summary>
    public const int Idle = 68;

    /// <summary>The runner asked for the end of a worker that does tasks, as in generic-worker.</summary>
    public const int WorkerShutdown = 72;

    /// <summary>Interrupted by SIGINT, SIGTERM or Ctrl-Break, as in generic-worker.</summary>
    public const int Interrupted = 71;

    /// <summary>The runner no longer reads what the worker writes.</summary>
    public const int OutputClosed = 74;

    /// <summary>A message that the script awaits did not come.</summary>
    public const int AwaitFailed = 99;

    /// <summary>The runner's named pipe is not there, as in generic-worker.</summary>
    public const int NoProtocolPipe = 78;
}
