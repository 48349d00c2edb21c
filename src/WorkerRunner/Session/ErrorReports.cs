using System.Text.Json;
using System.Threading.Channels;
using WorkerRunner.Configuration;
using WorkerRunner.Protocol;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Session;

/// <summary>The duty of <c>error-report</c> messages: errors of the worker are shown with its pool, secrets masked.</summary>
internal sealed class ErrorReports(RunEnvironment environment) : IDuty
{
    private const int MostWaiting = 100;
    private const string MaskedKind = "masked";

    // What the worker reported just before it ended is still sent, but an ill worker-manager must not hold up the end for long.
    private static readonly TimeSpan LastReportsLimit = TimeSpan.FromSeconds(30);

    private readonly Channel<WorkerErrorReport> waiting = Channel.CreateBounded<WorkerErrorReport>(MostWaiting);

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.ErrorReport);
        connection.Handle(Capabilities.ErrorReport, message =>
        {
            if (!waiting.Writer.TryWrite(Read(message.Parse())))
                environment.Log.Warning($"Dropped an error report of the worker: {MostWaiting} are waiting already.");
        });
    }

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource();
        using var timer = environment.Time.CreateTimer(_ => limit.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var registration = stopping.Register(() =>
        {
            waiting.Writer.TryComplete();
            timer.Change(LastReportsLimit, Timeout.InfiniteTimeSpan);
        });
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            while (waiting.Reader.TryRead(out var report))
                await ReportAsync(session, report, limit.Token).ConfigureAwait(false);
    }

    private async Task ReportAsync(WorkerSession session, WorkerErrorReport report, CancellationToken cancellationToken)
    {
        var run = session.Run;
        try
        {
            environment.Log.Information($"Reporting an error of the worker to worker-manager: {report.Title}");
            await new WorkerManager(environment, run.RootUrl)
                .ReportErrorAsync(run.Identity, report, run.Credentials, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TaskclusterException e)
        {
            environment.Log.Error($"The worker's error \"{report.Title}\" could not be reported: {e.ToLogLine()}");
        }
        catch (OperationCanceledException)
        {
            environment.Log.Error($"The worker's error \"{report.Title}\" could not be reported within {LastReportsLimit.TotalSeconds} s of its end.");
        }
    }

    private WorkerErrorReport Read(JsonElement message)
    {
        var secrets = environment.Log.Secrets;
        var extra = secrets.Mask(ConfigJson.ToText(ConfigJson.ReadObject(message.RequiredObject("extra")), SecretText.Masked));
        return new WorkerErrorReport(
            Kind(message.RequiredString("kind")),
            WorkerErrorReport.Fit(secrets.Mask(message.RequiredString("title")), WorkerErrorReport.LongestKindOrTitle),
            WorkerErrorReport.Fit(secrets.Mask(message.RequiredString("description")), WorkerErrorReport.LongestDescription),
            ParseMasked(extra));
    }

    /// <summary>The service takes no mask for a kind, of which the report is to arrive all the same.</summary>
    private string Kind(string kind) => environment.Log.Secrets.Mask(kind) == kind ? kind : MaskedKind;

    /// <summary>A secret that is JSON itself, a certificate say, leaves none behind when it is masked: the report then goes without.</summary>
    private static JsonElement ParseMasked(string extra)
    {
        try
        {
            using var json = JsonDocument.Parse(extra);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            using var none = JsonDocument.Parse("{}");
            return none.RootElement.Clone();
        }
    }
}
