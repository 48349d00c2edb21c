using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace WorkerRunner.PowerShell.Output;

/// <summary>Shows what a cmdlet waits for, once that takes longer than a second. For the pipeline's own thread only.</summary>
internal sealed class WaitProgress(PSCmdlet cmdlet)
{
    private const int Id = 0x5757;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Nobody looks at it there, and a host that writes it to a file or to stderr makes a mess.
    private static readonly bool IsQuiet = !Environment.UserInteractive
        || Environment.GetCommandLineArgs().Any(a => a.StartsWith("-noni", StringComparison.OrdinalIgnoreCase));

    private readonly Stopwatch waiting = Stopwatch.StartNew();
    private TimeSpan next = Pause;
    private string status = "Waiting";

    /// <summary>Takes the runner's newest line for what is waited for, and shows it if it is time.</summary>
    public void Update(IReadOnlyList<WorkerLogRecord> records)
    {
        if (records.LastOrDefault(r => r.Source == nameof(Logging.LogSource.Runner)) is { Message.Length: > 0 } said) status = said.Message;
        if (IsQuiet || waiting.Elapsed < next) return;
        next = waiting.Elapsed + Pause;
        var elapsed = TimeSpan.FromSeconds(Math.Floor(waiting.Elapsed.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);
        cmdlet.WriteProgress(new ProgressRecord(Id, cmdlet.MyInvocation.MyCommand.Name, status) { CurrentOperation = elapsed });
    }

    /// <summary>Takes what was shown away.</summary>
    public void Complete()
    {
        if (next > Pause && !cmdlet.Stopping)
            cmdlet.WriteProgress(new ProgressRecord(Id, cmdlet.MyInvocation.MyCommand.Name, status) { RecordType = ProgressRecordType.Completed });
    }
}
