using System.Management.Automation;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Output;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Shows the log of a run.</para>
/// <para type="description">Gives the newest lines of the log, the runner's own and the worker's, secrets masked; with -Wait those that come too,
/// until the run ends. A runner keeps some hundred KiB of its newest lines, wherever else its log goes. Ctrl-C ends the watching, not the
/// worker.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "WorkerLog", HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerLogRecord))]
public sealed class ReceiveWorkerLogCommand : SessionCmdlet
{
    private const int MostLines = 100_000;

    /// <summary>How many of the newest lines are given; 100 by default.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(0, MostLines)]
    public int Tail { get; set; } = 100;

    /// <summary>Waits for further lines.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits, in seconds; until the run ends by default.</summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    [Alias("TimeoutSec")]
    public int? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(Session, () => AwaitSession(ReceiveAsync, _ => $"Waiting for the log of {Session.Worker}{UpTo(Timeout)}"));

    private async Task<bool> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource();
        if (Timeout is { } seconds) limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, StopToken);
        try
        {
            await Session.Requests.ReceiveLogAsync(Tail, Wait, Give, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!StopToken.IsCancellationRequested)
        {
            // The time is over.
        }
        return true;
    }

    private void Give(TailEntry entry) => Stages.Post(Log, () => WriteObject(new WorkerLogRecord(entry.Time, entry.Source, entry.Level, entry.Text, body: null)));
}
