using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// All that the runner itself says in its log. The number of a message never changes and is not used again; the hundreds are the subject. The
/// text may change. docs/messages.md is made of this table.
/// </summary>
internal static class Messages
{
    // The log itself.
    public static LogMessage LogCannotBeWritten(string log, string why, TimeSpan pause) =>
        Error(100, $"The log {log} cannot be written: {why}. It is retried every {DurationText.Of(pause)}; the worker continues.");

    public static LogMessage LogCanBeWrittenAgain(string log, long missing, DateTimeOffset since) =>
        Warning(101, $"The log {log} can be written again; {missing} lines since {TimeText.Of(since)} are missing there.");

    public static LogMessage LogIsTooSlow(string log) =>
        Error(102, $"The log destination {log} is too slow: lines that it does not take in time are dropped there.");

    public static LogMessage LinesDropped(long lines) => Warning(103, $"{lines} lines were dropped here.");

    public static LogMessage UnreadLinesDropped(long lines) => Warning(104, $"{lines} earlier lines were dropped, because nothing was reading them.");

    public static LogMessage EventSourceMissing(string source) =>
        Warning(105, $"The event source {source} is not registered, and this account cannot register it: events appear without a description. Run once as an administrator.");

    // Requests to services.
    public static LogMessage RequestSent(string request, string body) => Debug(200, request + body);

    public static LogMessage AnswerReceived(int status, string duration, string request, string headers, string body) => Debug(201, $"{status} after {duration} for {request}{headers}{body}");

    public static LogMessage NoAnswer(string duration, string request, string why) => Debug(202, $"No answer after {duration} for {request}: {why}");

    public static LogMessage AttemptFailed(string request, int attempt, string why, TimeSpan pause, TimeSpan left, string patience) =>
        Warning(203, $"{request}: attempt {attempt} failed: {why} Trying again in {DurationText.Of(pause)}, for up to {DurationText.Of(left)} {patience}.");

    public static LogMessage CallingService(string call, string rootUrl, TimeSpan limit) => Verbose(204, $"Calling {call} at {rootUrl}, for up to {DurationText.Of(limit)}");

    public static LogMessage ClockDiffers(TimeSpan offset, string rootUrl) => Warning(
        205,
        $"This machine's clock is {DurationText.Of(offset.Duration())} {(offset > TimeSpan.Zero ? "behind" : "ahead of")} that of {rootUrl}; requests are signed with the server's time from now on. Set the clock.");

    public static LogMessage AskingMetadata(string cloud, string address, string path, TimeSpan limit) =>
        Verbose(206, $"Asking the {cloud} metadata service at {address} for {path}, for up to {DurationText.Of(limit)}");

    public static LogMessage AddressFailed(string server, string failure, string other) => Information(207, $"{server}: {failure}; connected to {other} instead");

    public static LogMessage AddressSlow(string server, string slow, string other) => Information(208, $"{server}: {slow} has not answered; connected to {other} instead");

    public static LogMessage NoProxyAddress(string variable) =>
        Warning(209, $"{variable} is not the address of a proxy and is ignored. Use this form: {variable}=http://proxy.example.com:3128");

    public static LogMessage RequestEnded(string request, TimeSpan duration, int attempts, string outcome) =>
        Verbose(210, $"{request} {outcome} after {DurationText.Fine(duration)}, attempts: {attempts}") with { Duration = duration };

    // The start of a run, up to the worker's.
    public static LogMessage LoadingConfig(string path) => Information(300, $"Loading worker-runner configuration from {path}");

    public static LogMessage ConfigRead(string provider, string worker) => Verbose(301, $"The configuration names the provider {provider} and the worker {worker}");

    public static LogMessage ConfigWarning(string warning) => Warning(302, warning);

    public static LogMessage CurrentFolderUnknown(string root) =>
        Warning(303, $"The current directory cannot be determined, perhaps because it was deleted; relative paths start at {root} instead.");

    public static LogMessage NoCacheYet(string path) => Verbose(304, $"There is no restart cache at {path} yet");

    public static LogMessage LoadingCache(string path) => Information(305, $"Loading cached state from {path}");

    public static LogMessage SavingCache(string path) => Information(306, $"Caching worker-runner state at {path}");

    public static LogMessage ServerTimeUnread(string why) => Warning(307, $"The server's time could not be read: {why}");

    public static LogMessage ConfiguringProvider(string provider) => Information(308, $"Configuring with provider {provider}");

    public static LogMessage DetectingCloud() => Information(309, "Detecting which cloud this is");

    public static LogMessage Identified(string identity) => Information(310, $"Identified as worker {identity}");

    public static LogMessage Registering(string identity, string pool, string rootUrl) => Information(311, $"Registering worker {identity} of pool {pool} with {rootUrl}");

    public static LogMessage Registered(string clientId, DateTimeOffset expires) => Verbose(312, $"Registered as client {clientId}; the credentials expire at {TimeText.Of(expires)}");

    public static LogMessage MergingPoolConfig(string keys, int files) => Verbose(313, $"Merging {keys} and {files} files of the worker pool");

    public static LogMessage UnknownPoolKey(string key, string source) => Warning(314, $"\"{key}\" in {source} is not known and is ignored; config and files are.");

    public static LogMessage GettingSecrets() => Information(315, "Getting secrets from secrets service");

    public static LogMessage NoSecrets(string pool) => Warning(316, $"No worker secrets for worker pool {pool}.");

    public static LogMessage SecretFound(string source) => Verbose(317, $"Found {source}");

    public static LogMessage LegacySecret(string source) => Information(318, $"Falling back to legacy secret format without top-level config/files properties in {source}");

    public static LogMessage SecretMerged(string keys, int files, string source) => Verbose(319, $"Merged {keys} and {files} files of {source}");

    public static LogMessage WritingFiles() => Information(320, "Writing files");

    public static LogMessage WritingFile(string description, string path) => Information(321, $"Writing {description} to path {path}");

    public static LogMessage Unzipping(string description, string path) => Information(322, $"Unzipping {description} to path {path}");

    public static LogMessage FileWritten(string path) => Verbose(323, $"Wrote {path}");

    public static LogMessage StageAlreadyDone(string what) => Information(324, $"The run's {what} already; not repeating that");

    public static LogMessage MachineNotReadyYet(string missing, TimeSpan left) => Information(326, $"Waiting for this machine, for up to {DurationText.Of(left)}: {missing}");

    public static LogMessage MachineReady(TimeSpan time) => Information(327, $"This machine is ready, after {DurationText.Of(time)}");

    public static LogMessage NoImageState() => Warning(328, "waitForWindowsImageState has no effect: this is not Windows.");

    public static LogMessage FailedStartUnreported(string why) => Error(325, $"The failed start could not be reported: {why}");

    public static LogMessage StepEnded(string step, TimeSpan duration, string outcome) =>
        Verbose(330, $"The step \"{step}\" {outcome} after {DurationText.Fine(duration)}") with { Duration = duration };

    public static LogMessage SlowStart(TimeSpan total, string step, TimeSpan duration, string requests) =>
        Information(331, $"The start took {DurationText.Of(total)}; its slowest step was \"{step}\" with {DurationText.Of(duration)}{requests}") with { Duration = total };

    // Starting a worker, and its service.
    public static LogMessage ConfiguringWorker(string implementation) => Information(400, $"Configuring for worker implementation {implementation}");

    public static LogMessage StartingWorker() => Information(401, "Starting worker");

    public static LogMessage WorkerState(string state) => Information(402, "State information:\n" + state);

    public static LogMessage WorkerConfigWritten(string path) => Verbose(403, $"Wrote the worker's configuration to {path}");

    public static LogMessage MetadataMissing(string keys) => Verbose(404, $"The provider has no metadata for {keys}; the worker uses its defaults");

    public static LogMessage NotProtectedFromOutOfMemory(string program, string why) => Verbose(405, $"Could not protect {program} from the out-of-memory killer: {why}");

    public static LogMessage WaitingForServiceStop(string service, TimeSpan limit) =>
        Information(410, $"The service \"{service}\" is stopping; waiting up to {DurationText.Of(limit)} for that");

    public static LogMessage StartingService(string service) => Information(411, $"Starting the service \"{service}\"");

    public static LogMessage WaitingForConnection(string pipe, TimeSpan limit) => Information(412, $"Waiting up to {DurationText.Of(limit)} for the worker to connect to {pipe}");

    public static LogMessage WorkerConnected(string pipe, int process) => Information(413, $"The worker has connected to {pipe} (process {process})");

    public static LogMessage StrangerConnected(int process, string pipe, string service) => Warning(
        414,
        $"Process {process}, which opened {pipe}, is not one of the service \"{service}\". Is a generic-worker running beside the service?");

    public static LogMessage ServiceProcessesUnknown(string service, string why) => Verbose(415, $"The processes of the service \"{service}\" are not known: {why}");

    public static LogMessage ServiceStopRefused(string service, string why) => Warning(416, $"The service \"{service}\" could not be asked to stop: {why}");

    public static LogMessage ServiceKillFailed(string service, string why) => Error(417, $"The process of the service \"{service}\" could not be killed: {why}");

    public static LogMessage StoppingService(string service) => Information(418, $"Stopping the service \"{service}\"");

    public static LogMessage KillingService(string service) => Warning(419, $"Killing the process of the service \"{service}\" and all it started, as it does not stop");

    public static LogMessage ServiceLeftRunning(string service) => Error(420, $"The service \"{service}\" does not stop; it is left running.");

    public static LogMessage ServiceRestarted(string service) => Error(
        421,
        $"The process of the service \"{service}\" ended, and the service manager started the service again. Turn its recovery actions off: sc.exe failure \"{service}\" reset= 0 actions= \"\"");

    // The conversation with the worker.
    public static LogMessage WaitingForHello(string worker) => Verbose(500, $"{worker} was started; waiting for its hello");

    public static LogMessage SaidHello(string capabilities) => Verbose(501, $"The worker said hello; it supports {capabilities}");

    public static LogMessage SaidHelloAgain() => Warning(502, "The worker said hello again; only the first hello counts.");

    public static LogMessage MalformedMessage(string type, string why) => Warning(503, $"Dropped a malformed \"{type}\" message from the worker: {why}");

    public static LogMessage UnknownMessage(string type) => Warning(504, $"Dropped a \"{type}\" message from the worker: its type is not known.");

    public static LogMessage LineCut(int mebibytes, long dropped) =>
        Warning(505, $"The worker's line above was longer than {mebibytes} MiB; {dropped} more bytes of it were dropped.");

    public static LogMessage ErrorLineCut(int mebibytes, long dropped) =>
        Warning(506, $"The line of the worker's stderr above was longer than {mebibytes} MiB; {dropped} more bytes of it were dropped.");

    public static LogMessage OutputUnreadable(string why) => Warning(507, $"Reading the worker's output failed: {why}");

    public static LogMessage ErrorsNotPassedOn(string why) => Warning(508, $"The worker's stderr could not be passed on: {why}");

    public static LogMessage MessageUnsent(string type, string why) => Warning(509, $"The \"{type}\" message did not reach the worker: {why}");

    public static LogMessage InputUnread(TimeSpan limit, string type) =>
        Warning(510, $"The worker has not read its input for {DurationText.Of(limit)}; the \"{type}\" message is waiting to be read.");

    public static LogMessage MessageBug(string type, Exception e) => Bug(511, "WorkerRunner", $"a \"{type}\" message: {e}");

    // The worker's credentials.
    public static LogMessage CredentialsExpire(TimeSpan left) => Information(600, $"Worker credentials expire in {DurationText.Of(left)}");

    public static LogMessage RenewalPlanned(DateTimeOffset due) => Verbose(601, $"Their renewal is planned for {TimeText.Of(due)}");

    public static LogMessage RenewingCredentials(TimeSpan left) => Information(602, $"Taskcluster credentials are expiring in {DurationText.Of(left)}; re-registering");

    public static LogMessage SendingCredentials() => Information(603, "Sending new credentials to worker");

    public static LogMessage CredentialsUnsaved(string why) =>
        Error(604, $"The worker's new credentials could not be saved, so it could not continue after a restart; retrying every minute. {why}");

    public static LogMessage CredentialsSaved() => Information(605, "The worker's new credentials are saved now");

    public static LogMessage ServerTimeUnknown(string why) => Verbose(606, $"The server's time is not known yet: {why}");

    public static LogMessage RenewalFailed(string why, TimeSpan pause) => Warning(607, $"The worker's credentials could not be renewed: {why} Trying again in {DurationText.Of(pause)}.");

    public static LogMessage RenewalGivenUp(string why) => Error(608, $"The worker's credentials could not be renewed: {why}");

    public static LogMessage RenewalTooLate() => Error(609, "The worker's credentials could not be renewed in time.");

    public static LogMessage CredentialsEnd(TimeSpan left) => Warning(610, $"Taskcluster credentials are expiring in {DurationText.Of(left)}; stopping worker");

    public static LogMessage CredentialsEndUntold(DateTimeOffset expire) =>
        Error(611, $"The worker supports neither new credentials nor graceful termination; its credentials expire at {TimeText.Of(expire)}.");

    // Interruptions of the instance.
    public static LogMessage InterruptionIgnored(string interruption) => Information(700, $"{interruption}; the worker continues");

    public static LogMessage Interrupted(string interruption) => Warning(701, $"{interruption}; telling the worker to end");

    public static LogMessage InterruptionUntold() => Error(702, "The worker does not support graceful termination, and when its instance ends is not announced.");

    public static LogMessage InterruptionUntoldUntilStop(TimeSpan before) =>
        Warning(703, $"The worker does not support graceful termination; it is stopped {DurationText.Of(before)} before its instance ends.");

    public static LogMessage Acknowledged(string interruption) => Information(704, $"Acknowledged {interruption}");

    public static LogMessage NotAcknowledged(string interruption, string why) => Warning(705, $"{interruption} could not be acknowledged: {why}");

    public static LogMessage WatchFails(string provider, string signal, string why) => Warning(706, $"Watching for interruptions of {provider} ({signal}) fails and is retried: {why}");

    public static LogMessage WatchWorksAgain(string provider) => Information(707, $"Watching for interruptions of {provider} works again");

    public static LogMessage TellingToEnd(string worker) => Verbose(708, $"Telling {worker} to end");

    // Errors that the worker reports, and what else it asks for.
    public static LogMessage ReportingError(string title) => Information(800, $"Reporting an error of the worker to worker-manager: {title}");

    public static LogMessage ErrorUnreported(string title, string why) => Error(801, $"The worker's error \"{title}\" could not be reported: {why}");

    public static LogMessage ErrorUnreportedInTime(string title, TimeSpan limit) =>
        Error(802, $"The worker's error \"{title}\" could not be reported within {DurationText.Of(limit)} of its end.");

    public static LogMessage ErrorReportDropped(int waiting) => Warning(803, $"Dropped an error report of the worker: {waiting} are already waiting.");

    public static LogMessage RequestBug(Exception e) => Bug(804, "WorkerRunner", $"a request of the worker was not carried out: {e}");

    public static LogMessage ActivityBug(string activity, Exception e) => Bug(805, "WorkerRunner", $"{activity} ended, and is restarted: {e}");

    public static LogMessage WorkerSilent(string worker, TimeSpan silence) => Warning(806, $"{worker} has said nothing for {DurationText.Of(silence)}");

    // The end.
    public static LogMessage AskingToEnd(string worker) => Information(900, $"Asking {worker} to end gracefully");

    public static LogMessage CannotBeAsked() => Information(901, "The worker has not said hello, so it cannot be asked to end");

    public static LogMessage WaitingForEnd(TimeSpan limit, string worker, string what) => Information(902, $"Waiting up to {DurationText.Of(limit)} for {worker} {what}");

    public static LogMessage NoLongerWaiting() => Information(903, "No longer waiting for the worker to end");

    public static LogMessage Killing(string worker) => Warning(904, $"Killing {worker} and all it started");

    public static LogMessage KilledWithoutEnd(string worker) => Error(905, $"{worker} was killed, but the operating system does not report its end; it is abandoned.");

    public static LogMessage StateUnknown(string worker, string why) => Error(906, $"The state of {worker} can no longer be determined; it is abandoned: {why}");

    public static LogMessage EndingFamily(string worker, TimeSpan limit) =>
        Information(907, $"{worker} has ended; asking the processes it left running to end within {DurationText.Of(limit)}");

    public static LogMessage KillingFamily(string worker) => Warning(908, $"Killing the processes that {worker} left running");

    public static LogMessage OutputKeptOpen(string worker) =>
        Warning(909, $"{worker} has ended, but a process that it started keeps its output open; that output is no longer read.");

    public static LogMessage WorkUnfinished(string worker) => Error(910, $"Some of the work in progress for {worker} was not finished in time.");

    public static LogMessage WorkerEnded(string worker, string exit) => Information(911, $"{worker} ended with {exit}");

    public static LogMessage Removing(string reason) => Information(912, reason);

    public static LogMessage NotProvisioned() => Information(913, "Host is not dynamically provisioned; exiting");

    public static LogMessage InstanceKept() => Information(914, "The instance is kept, as requested");

    public static LogMessage RemovalFailed(string why) => Error(915, $"The worker could not be removed: {why} Falling back to system shutdown.");

    public static LogMessage ShutdownFailed(string why) => Error(916, $"The machine could not be shut down: {why}");

    public static LogMessage RemovalWaits(TimeSpan wait) =>
        Information(917, $"The worker is removed in {DurationText.Of(wait)}: other instances may have been interrupted at the same time");

    public static LogMessage RunFailed(WorkerRunnerException e) => Error(920, e.ToLogLine());

    public static LogMessage StoppedBeforeStart() => Error(921, "Stopped before the worker was started.");

    public static LogMessage ProgramBug(Exception e) => Bug(922, "start-worker", e.ToString());

    // Other processes, which look into a run and steer it.
    public static LogMessage NoControl(string why) => Verbose(950, $"Other processes cannot look into this run: {why}");

    public static LogMessage ControlEnded(string why) => Warning(951, $"Other processes can no longer look into this run: {why}");

    public static LogMessage Asked(string who, string what) => Information(952, $"{who} asked {what}");

    public static LogMessage ControlBug(Exception e) => Bug(953, "WorkerRunner", $"a request of another process: {e}");

    public static LogMessage SystemdUntold(string why) => Warning(960, $"systemd could not be told how the run is: {why}");

    public static LogMessage MetricsUnwritten(string path, string why) => Warning(961, $"The metrics could not be written to {path}: {why}");

    public static LogMessage MetricsWrittenAgain(string path) => Information(962, $"The metrics are written to {path} again");

    private static LogMessage Debug(int id, string text) => new(id, LogLevel.Debug, text);

    private static LogMessage Verbose(int id, string text) => new(id, LogLevel.Verbose, text);

    private static LogMessage Information(int id, string text) => new(id, LogLevel.Information, text);

    private static LogMessage Warning(int id, string text) => new(id, LogLevel.Warning, text);

    private static LogMessage Error(int id, string text) => new(id, LogLevel.Error, text);

    private static LogMessage Bug(int id, string program, string what) => Error(id, $"This is a bug in {program}; please report it: {what}");
}
