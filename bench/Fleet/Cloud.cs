namespace WorkerRunner.Fleet;

/// <summary>Who announces an interruption.</summary>
internal enum Cloud
{
    /// <summary>Two minutes before; runners look for it from time to time.</summary>
    Aws,

    /// <summary>Half a minute before; runners wait for it, and hear of it at once.</summary>
    Google,
}
