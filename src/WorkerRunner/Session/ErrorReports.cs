using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>The activity of <c>error-report</c> messages: errors of the worker are shown with its pool, secrets masked.</summary>
internal sealed class ErrorReports(RunEnvironment environment, WorkerRequests requests) : ISessionActivity
{
    private const int MostWaiting = 100;
    private const string MaskedKind = "masked";

    private int waiting;

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.ErrorReport);
        connection.Handle(Capabilities.ErrorReport, message =>
        {
            var report = Read(message.Parse());
            if (Interlocked.Increment(ref waiting) <= MostWaiting)
            {
                requests.Add((session, token) =>
                {
                    Interlocked.Decrement(ref waiting);
                    return ReportAsync(environment, session, report, token);
                });
                return;
            }
            Interlocked.Decrement(ref waiting);
            environment.Log.Write(Messages.ErrorReportDropped(MostWaiting));
        });
    }

    /// <summary>They are sent by <see cref="WorkerRequests"/>.</summary>
    public Task RunAsync(WorkerSession session, CancellationToken stopping) => Task.CompletedTask;

    /// <summary>Reports an error; what keeps it from arriving is said in the log.</summary>
    internal static async Task ReportAsync(RunEnvironment environment, WorkerSession session, WorkerErrorReport report, CancellationToken cancellationToken)
    {
        var run = session.Run;
        try
        {
            environment.Log.Write(Messages.ReportingError(report.Title));
            await new WorkerManager(environment.Taskcluster, run.RootUrl)
                .ReportErrorAsync(run.Identity, report, run.Credentials, cancellationToken)
                .ConfigureAwait(false);
            environment.Progress.ErrorReported();
        }
        catch (TaskclusterException e)
        {
            environment.Log.Write(Messages.ErrorUnreported(report.Title, e.ToLogLine()));
        }
        catch (OperationCanceledException)
        {
            environment.Log.Write(Messages.ErrorUnreportedInTime(report.Title, WorkerRequests.LastLimit));
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
