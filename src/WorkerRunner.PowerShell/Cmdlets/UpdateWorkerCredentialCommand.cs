using System.Management.Automation;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Renews the credentials of a running worker now.</para>
/// <para type="description">Re-registers the worker with worker-manager and sends it the new credentials, as is done anyway before they
/// expire; the next renewal is planned anew. Only a worker that said it can take new credentials has them renewed. Ctrl-C ends the wait;
/// a renewal that has begun is finished, as its secret works once.</para>
/// </summary>
[Cmdlet(VerbsData.Update, "WorkerCredential", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(TaskclusterWorker))]
public sealed class UpdateWorkerCredentialCommand : SessionCmdlet
{
    /// <summary>How long the worker's hello is waited for, in seconds; 30 by default. When it runs out, that is an error.</summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    [Alias("TimeoutSec")]
    public int Timeout { get; set; } = HelloLimit;

    /// <summary>Gives the session, whose Run has the new credentials, or the worker of another process as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Session, () =>
    {
        if (!ShouldProcess(Session.ToString(), "register again and send new credentials")) return;
        AwaitSession(async () =>
        {
            await Session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(Timeout), StopToken).ConfigureAwait(false);
            return true;
        }, _ => $"Renewing the credentials of {Session.Worker}, waiting for its hello{UpTo(Timeout)}");
        if (PassThru) WriteObject(Session.Refreshed());
    });
}
