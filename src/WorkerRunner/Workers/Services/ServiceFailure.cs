using System.ComponentModel;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Workers.Services;

/// <summary>What is said when a service does not become a worker: what happened, why, and what to do.</summary>
internal static class ServiceFailure
{
    private const string SeeEventLog = "See the system's event log (source Service Control Manager) and the service's own log.";

    public static WorkerStartException Refused(string name, string what, Win32Exception e) => new(
        $"The service \"{name}\" {what}: {Text(e)}",
        e.NativeErrorCode == ServiceError.AccessDenied ? "Run this as Administrator or as LocalSystem." : SeeEventLog,
        e);

    public static WorkerStartException RunsAlready(string name, ServiceStatus status) => new(
        $"The service \"{name}\" is already running ({status.State}, process {status.ProcessId}); a worker that was not started by this runner cannot be taken over.",
        $"Stop it: sc.exe stop \"{name}\". If the system started it at boot, leave that to the runner: sc.exe config \"{name}\" start= demand");

    public static WorkerStartException NotStarted(string name, Win32Exception e)
    {
        if (e.NativeErrorCode == ServiceError.AlreadyRunning) return RunsAlready(name, new ServiceStatus(ServiceState.Running));
        var advice = e.NativeErrorCode switch
        {
            ServiceError.FileNotFound or ServiceError.PathNotFound or ServiceError.NotWindowsProgram =>
                $"Check the program in its definition: sc.exe qc \"{name}\"",
            ServiceError.AccessDenied =>
                "Run this as Administrator or as LocalSystem; and the service's account must be allowed to execute its program.",
            ServiceError.NoAnswer =>
                "Its program is not a service program. generic-worker.exe by itself is not one; a wrapper such as NSSM is: docs/windows-service.md.",
            ServiceError.Disabled =>
                $"Enable it, so that the runner can start it: sc.exe config \"{name}\" start= demand",
            ServiceError.DoesNotExist or ServiceError.MarkedForDeletion =>
                "It has been deleted. Close what still has it open, such as the Services window, and create it again.",
            ServiceError.DependencyFailed =>
                $"A service that it depends on did not start; sc.exe qc \"{name}\" names them.",
            ServiceError.LogonFailed =>
                $"Its account or password is wrong. LocalSystem needs none: sc.exe config \"{name}\" obj= LocalSystem",
            _ => SeeEventLog,
        };
        return new WorkerStartException($"The service \"{name}\" could not be started: {Text(e)}", advice, e);
    }

    public static WorkerStartException Ended(string name, string pipe, int exitCode)
    {
        var meaning = GenericWorkerExit.Explain(exitCode);
        var advice = exitCode switch
        {
            78 => $"Its definition must name this pipe (--worker-runner-protocol-pipe {pipe}), and its account must be LocalSystem or the one that runs this.",
            0 => $"Its definition must have --with-worker-runner --worker-runner-protocol-pipe {pipe}: sc.exe qc \"{name}\", or nssm.exe dump \"{name}\"",
            _ => SeeEventLog,
        };
        return new WorkerStartException(
            $"The service \"{name}\" stopped before its worker connected to {pipe}, with exit code {exitCode}{(meaning is null ? "" : $" ({meaning})")}.", advice);
    }

    public static WorkerStartException NeverConnected(string name, string pipe, string? missing, TimeSpan limit) => missing is null
        ? new WorkerStartException(
            $"The service \"{name}\" runs, but its worker has not connected to {pipe} within {DurationText.Of(limit)}.",
            $"Its definition must have --with-worker-runner --worker-runner-protocol-pipe {pipe}. {SeeEventLog}")
        : new WorkerStartException(
            $"The worker of the service \"{name}\" opened one pipe, but not {missing}, within {DurationText.Of(limit)}.",
            $"Is it generic-worker, and does nothing else use {pipe}? {SeeEventLog}");

    private static string Text(Win32Exception e) => FormattableString.Invariant($"{e.Message.TrimEnd('.', ' ')} (error {e.NativeErrorCode}).");
}
