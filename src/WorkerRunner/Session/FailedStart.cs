using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Session;

/// <summary>
/// What becomes of a machine whose worker could not be started for good, where its operator asked for an end: a registered worker's error is
/// reported and the worker removed; else the machine is shut down.
/// </summary>
internal sealed class FailedStart(RunEnvironment environment)
{
    private static readonly RetryLimits ReportLimits = new() { Total = TimeSpan.FromMinutes(1) };

    public async Task ResolveAsync(WorkerRun? run, Exception error, CancellationToken cancellationToken)
    {
        if (run is not null) await ReportAsync(run, error, cancellationToken).ConfigureAwait(false);
        var removal = new WorkerRemoval(environment);
        const string reason = "Ending this machine, as its worker could not be started";
        if (run is null) await removal.ShutDownAsync(reason, cancellationToken).ConfigureAwait(false);
        else await removal.RemoveOrShutDownAsync(run, reason, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReportAsync(WorkerRun run, Exception error, CancellationToken cancellationToken)
    {
        using var extra = JsonDocument.Parse(JsonBody.Object(json =>
        {
            json.WriteString("errorId", (error as WorkerRunnerException)?.ErrorId ?? error.GetType().Name);
            json.WritePropertyName("timeline");
            TimelineJson.Write(json, environment.Timeline.Timeline);
        }));
        var description = environment.Log.Secrets.Mask(WorkerRunnerException.LineOf(error));
        var report = new WorkerErrorReport(
            "startup-error",
            "The worker could not be started",
            WorkerErrorReport.Fit(description, WorkerErrorReport.LongestDescription),
            extra.RootElement);
        try
        {
            await new WorkerManager(environment.Taskcluster, run.RootUrl, ReportLimits)
                .ReportErrorAsync(run.Identity, report, run.Credentials, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TaskclusterException e)
        {
            environment.Log.Write(Messages.FailedStartUnreported(e.ToLogLine()));
        }
    }
}
