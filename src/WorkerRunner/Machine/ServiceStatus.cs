namespace WorkerRunner.Machine;

/// <summary>How a service is, as the service manager tells it (SERVICE_STATUS_PROCESS in Microsoft's documentation).</summary>
/// <param name="State">What it does.</param>
/// <param name="SystemExitCode">An error of the system; 1066 where the service has a code of its own.</param>
/// <param name="OwnExitCode">That code.</param>
/// <param name="ProcessId">Its process; 0 where there is none.</param>
internal readonly record struct ServiceStatus(ServiceState State, int SystemExitCode = 0, int OwnExitCode = 0, int ProcessId = 0)
{
    /// <summary>The service's own exit code where it has one, else the system's.</summary>
    public int ExitCode => SystemExitCode == ServiceError.OwnExitCode ? OwnExitCode : SystemExitCode;
}

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
