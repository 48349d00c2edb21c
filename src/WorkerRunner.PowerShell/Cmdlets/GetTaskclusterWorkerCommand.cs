using System.Management.Automation;
using WorkerRunner.Control;
using WorkerRunner.Machine;
using WorkerRunner.PowerShell.Completion;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Gets the runners of this machine and their workers.</para>
/// <para type="description">Asks each runner of this machine, start-worker as well as Start-WorkerRunner and Start-TaskclusterWorker, how it is: at
/// which stage, what it waits for, which worker it has, and more. Root sees all of them, an administrator of
/// Windows those of SYSTEM, of administrators and his own, another user his own. What it gives can be piped to the cmdlets that take a session.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TaskclusterWorker", HelpUri = OnlineHelp)]
[OutputType(typeof(RemoteWorker))]
public sealed class GetTaskclusterWorkerCommand : RunnerCmdlet
{
    /// <summary>The runners' IDs: their process IDs, with a number behind it where a process has several. All by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RunnerIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var runners = new RunnersHere(HostMachine.Create(TimeProvider.System).Endpoints!);
        Attempt(target: null, () =>
        {
            foreach (var id in Id ?? runners.Ids()) Give(runners, id);
        });
    }

    private void Give(RunnersHere runners, string id) => Attempt(id, () =>
    {
        try
        {
            if (!StopToken.IsCancellationRequested) WriteObject(runners.Get(id));
        }
        catch (RunnerRequestException e) when (Id is null && e.IsGone)
        {
            // It has ended meanwhile.
        }
    });
}
