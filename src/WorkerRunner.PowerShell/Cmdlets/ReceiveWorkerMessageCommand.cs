using System.Management.Automation;
using WorkerRunner.PowerShell.Completion;
using WorkerRunner.Protocol;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Shows the messages between the runner and a running worker.</para>
/// <para type="description">Gives the newest 1000 protocol messages of a session, in both directions, each with its time, direction, type
/// and text, secrets masked (start-worker keeps 100, and no log entries); with -Wait those that come too, until the worker says no more. A worker that has not said hello is waited for 30
/// seconds, unless -Timeout says otherwise. They can be looked at again and again. Output that the worker prints is no message: it comes as
/// information records, as with Wait-TaskclusterWorker. Ctrl-C ends the watching, not the worker.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "WorkerMessage", HelpUri = OnlineHelp)]
[OutputType(typeof(ProtocolMessage))]
public sealed class ReceiveWorkerMessageCommand : SessionCmdlet
{
    private int left;

    /// <summary>Gives only messages of these types, for example <c>hello</c>.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(MessageTypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Waits for further messages.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Ends after that many messages of a session.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>How long -Wait waits, in seconds; until the worker says no more by default.</summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    [Alias("TimeoutSec")]
    public int? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        left = First;
        Attempt(Session, () => AwaitSession(ReceiveAsync, _ => $"Waiting for messages of {Session.Worker}{UpTo(Timeout)}"));
    }

    private async Task<bool> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource();
        if (Timeout is { } seconds) limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, StopToken);
        var helloLimit = Timeout is null ? TimeSpan.FromSeconds(HelloLimit) : System.Threading.Timeout.InfiniteTimeSpan;
        try
        {
            await Session.Requests.ReceiveMessagesAsync(Wait, helloLimit, Give, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!StopToken.IsCancellationRequested)
        {
            // The time is over.
        }
        return true;
    }

    /// <summary>Gives those that are wanted; false where no more are.</summary>
    private bool Give(IReadOnlyList<ProtocolMessage> messages)
    {
        var wanted = messages.Where(m => Type is null || Type.Contains(m.Type, StringComparer.OrdinalIgnoreCase)).Take(left).ToList();
        left -= wanted.Count;
        if (wanted.Count > 0) Stages.Post(Log, () => WriteObject(wanted, enumerateCollection: true));
        return left > 0;
    }
}
