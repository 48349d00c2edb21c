namespace WorkerRunner.Machine;

/// <summary>What a service does; the numbers are those of the system (SERVICE_STATUS_PROCESS in Microsoft's documentation).</summary>
internal enum ServiceState
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
    ContinuePending = 5,
    PausePending = 6,
    Paused = 7,
}
