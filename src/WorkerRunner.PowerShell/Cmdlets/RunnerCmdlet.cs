using System.Management.Automation;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.PowerShell.Stages;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// What all cmdlets share: the domain's asynchronous stages run beside the pipeline's thread, which meanwhile passes on the log and is
/// stopped by Ctrl-C.
/// </summary>
public abstract class RunnerCmdlet : PSCmdlet, IDisposable
{
    /// <summary>What <c>Get-Help -Online</c> opens: the manifest's ProjectUri.</summary>
    internal const string OnlineHelp = "https://docs.taskcluster.net/docs/reference/workers/worker-runner";

    private readonly CancellationTokenSource stopping = new();
    private StageHost? stages;

    /// <summary>Cancelled by Ctrl-C, and by whatever else stops the pipeline.</summary>
    private protected CancellationToken StopToken => stopping.Token;

    /// <summary>Runs the cmdlet's stages. It is made late: what was bound is known only once the pipeline runs.</summary>
    private protected StageHost Stages => stages ??= new StageHost(this, DisplaysLog, ShowsProgress, OnInterrupt, stopping.Cancel);

    /// <summary>Frees what the cmdlet holds; PowerShell calls it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what is under way. PowerShell calls it on another thread than the pipeline's.</summary>
    protected override void StopProcessing() => StopWork();

    /// <summary>Ends what is under way early.</summary>
    private protected void StopWork() => stopping.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) stopping.Dispose();
    }

    /// <summary>Whether the log is displayed by default, as what Write-Host writes: for whoever stays as long as a worker runs.</summary>
    private protected virtual bool DisplaysLog => false;

    /// <summary>Whether somebody may look at what is waited for.</summary>
    private protected virtual bool ShowsProgress => WaitProgress.IsWatched;

    /// <summary>How Ctrl-C is understood, for those who see what is waited for.</summary>
    private protected virtual string OnInterrupt => "Ctrl-C ends it";

    /// <summary>Does the work for one of the inputs. What fails about it is an error of that input; the others go on.</summary>
    private protected void Attempt(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (WorkerRunnerException e)
        {
            Report(ErrorRecords.From(e, target));
        }
        catch (SessionStateException e)
        {
            // A drive or provider that is not there.
            Report(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Gives an error of one of the inputs.</summary>
    private protected virtual void Fail(ErrorRecord error) => WriteError(error);

    /// <summary>A path of PowerShell's as the file system takes it.</summary>
    /// <exception cref="NoFileException">It is another provider's.</exception>
    /// <exception cref="SessionStateException">There is no such drive.</exception>
    private protected string FilePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return NoFileException.Check(path, provider, resolved);
    }

    /// <summary>How long a wait is at most, as progress tells it; nothing where it has no end.</summary>
    private protected static string UpTo(int? seconds) => seconds is { } limit ? $" for up to {DurationText.Of(TimeSpan.FromSeconds(limit))}" : "";

    /// <summary>Displays good news, as Write-Host does, in the colour of accents.</summary>
    private protected void Display(string line)
    {
        var said = new WorkerLogRecord(DateTimeOffset.Now, LogSource.Runner, LogLevel.Information, line, body: null)
        {
            Display = new LogColors(this).Apply(LogSource.Runner, LogLevel.Information, line),
        };
        WriteInformation(said, ["PSHOST"]);
    }

    /// <summary>Whether the cmdlet only says what it would do.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? ((SwitchParameter)given).IsPresent
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    private void Report(ErrorRecord error)
    {
        // A stopped pipeline takes no error any more, but somebody may be looking.
        if (Stopping) Host.UI.WriteErrorLine(error.ToString());
        Fail(error);
    }
}
