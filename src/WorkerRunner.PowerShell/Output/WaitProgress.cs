using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>Shows each second what a cmdlet waits for, once that takes longer than one. For the pipeline's own thread only.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="isShown">Whether it is shown at all.</param>
/// <param name="waitsFor">What is waited for, how long at most, and what ends it; it is given the runner's newest line.</param>
internal sealed class WaitProgress(PSCmdlet cmdlet, bool isShown, Func<string, string> waitsFor)
{
    private const int Id = 0x5757;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether somebody may look at it: elsewhere a host that writes it to a file or to stderr makes a mess.</summary>
    public static bool IsWatched { get; } = Environment.UserInteractive
        && !Environment.GetCommandLineArgs().Any(a => a.StartsWith("-noni", StringComparison.OrdinalIgnoreCase));

    private readonly Stopwatch waiting = Stopwatch.StartNew();
    private TimeSpan next = Pause;
    private string newest = "Waiting";

    /// <summary>Takes note of the runner's newest line, and shows what is waited for if it is time.</summary>
    public void Update(IReadOnlyCollection<LogPiece> pieces)
    {
        foreach (var piece in pieces)
            if (piece.Source == LogSource.Runner && piece.Level >= LogLevel.Verbose && piece.Length > 0) newest = piece.Lines.Array![0];
        if (!isShown || waiting.Elapsed < next || cmdlet.Stopping) return;
        next = waiting.Elapsed + Pause;
        cmdlet.WriteProgress(Record());
    }

    /// <summary>Takes what was shown away.</summary>
    public void Complete()
    {
        if (next == Pause || cmdlet.Stopping) return;
        var record = Record();
        record.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(record);
    }

    private ProgressRecord Record()
    {
        var elapsed = TimeSpan.FromSeconds(Math.Floor(waiting.Elapsed.TotalSeconds));
        var clock = string.Format(CultureInfo.InvariantCulture, "{0}:{1:mm\\:ss}", (int)elapsed.TotalHours, elapsed);
        return new ProgressRecord(Id, cmdlet.MyInvocation.MyCommand.Name, $"{clock} {waitsFor(newest)}");
    }
}
