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
