using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>
/// The activity of a worker that says nothing at all, while everybody thinks that it is fine: it is reported, once for each silence, and
/// stopped where that is configured.
/// </summary>
internal sealed class SilenceWatch(RunEnvironment environment, WatchdogSettings settings, WorkerRequests requests) : ISessionActivity
{
    private const string Kind = "worker-silent";

    private LastHeard? heard;

    public void Attach(WorkerConnection connection) => heard = connection.Heard;

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        while (true)
        {
            await WallClock.SleepAsync(environment.Time, () => settings.Silence - heard!.Silence, stopping).ConfigureAwait(false);
            Report(session);
            if (settings.Action != WatchdogAction.Report)
            {
                await session.StopWorkerAsync(new StopLimits(), EndCause.Silent, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            while (heard!.Silence >= settings.Silence) await WallClock.NapAsync(environment.Time, TimeSpan.MaxValue, stopping).ConfigureAwait(false);
        }
    }

    private void Report(WorkerSession session)
    {
        environment.Progress.Silent();
        var silence = heard!.Silence;
        environment.Log.Write(Messages.WorkerSilent(session.Worker, silence));
        using var extra = JsonDocument.Parse(JsonBody.Object(json => json.WriteNumber("silenceSeconds", (long)silence.TotalSeconds)));
        var then = settings.Action switch
        {
            WatchdogAction.Stop => " It is stopped.",
            WatchdogAction.Remove => " It is stopped, and its instance removed.",
            _ => "",
        };
        var report = new WorkerErrorReport(Kind, "The worker says nothing", $"The worker has printed nothing and sent no message for {DurationText.Of(silence)}.{then}", extra.RootElement.Clone());
        requests.Add((_, token) => ErrorReports.ReportAsync(environment, session, report, token));
    }
}
