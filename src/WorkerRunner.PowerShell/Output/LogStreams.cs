using System.Management.Automation;
using System.Management.Automation.Host;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// Passes lines on to a cmdlet's pipeline, each to the stream of its level; for the pipeline's own thread only. Once the cmdlet is stopped the
/// streams take nothing more: what the stop does is then shown on the host itself.
/// </summary>
internal sealed class LogStreams
{
    // The tag by which PowerShell displays an information record whatever $InformationPreference says, but for Ignore.
    private const string Displayed = "PSHOST";

    private readonly PSCmdlet cmdlet;
    private readonly bool displaysLog;
    private readonly StreamPreferences preferences;
    private readonly LogColors colors;
    private readonly string origin;
    private bool hostIsGone;

    /// <summary>Makes them.</summary>
    /// <param name="cmdlet">Whose pipeline it is.</param>
    /// <param name="displaysLog">Whether the log is displayed by default, as what Write-Host writes.</param>
    public LogStreams(PSCmdlet cmdlet, bool displaysLog)
    {
        this.cmdlet = cmdlet;
        this.displaysLog = displaysLog;
        preferences = new StreamPreferences(cmdlet);
        colors = new LogColors(cmdlet);
        origin = cmdlet.MyInvocation.PSCommandPath is { Length: > 0 } script ? script : cmdlet.MyInvocation.MyCommand.Name;
    }

    /// <summary>The least level that is wanted.</summary>
    public LogLevel Least => preferences.Least;

    /// <summary>Whether nobody gets to see information, so that none need be made.</summary>
    public bool IgnoresInformation => preferences.Information == ActionPreference.Ignore;

    public void PassOn(IEnumerable<LogPiece> pieces)
    {
        foreach (var piece in pieces)
            foreach (var line in piece.Lines)
                PassOn(piece, line);
    }

    private void PassOn(LogPiece piece, string line)
    {
        if (cmdlet.Stopping)
        {
            Show(piece, line);
            return;
        }

        switch (piece.Level)
        {
            case LogLevel.Debug when preferences.Debug != ActionPreference.Inquire: cmdlet.WriteDebug(line); break;
            case LogLevel.Verbose when preferences.Verbose != ActionPreference.Inquire: cmdlet.WriteVerbose(line); break;
            case LogLevel.Warning or LogLevel.Error when preferences.Warning != ActionPreference.Inquire: cmdlet.WriteWarning(line); break;

            // What would ask somebody at each line is an information record too: nobody may be there.
            default: cmdlet.WriteInformation(Record(piece, line)); break;
        }
    }

    private InformationRecord Record(LogPiece piece, string line)
    {
        var said = new WorkerLogRecord(piece.Time, piece.Source, piece.Level, line, piece.Body);
        said.Display = colors.Apply(piece.Source, piece.Level, said.ToString());
        var record = new InformationRecord(said, origin);
        record.Tags.Add(said.Source);
        if (displaysLog || piece.Level >= LogLevel.Warning) record.Tags.Add(Displayed);
        return record;
    }

    private void Show(LogPiece piece, string line)
    {
        if (hostIsGone || (piece.Source != LogSource.Runner && !displaysLog) || piece.Level < LogLevel.Information || IgnoresInformation) return;
        var text = new WorkerLogRecord(piece.Time, piece.Source, piece.Level, line, piece.Body).ToString();
        try
        {
            cmdlet.Host.UI.WriteLine(colors.Apply(piece.Source, piece.Level, text));
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NotImplementedException)
        {
            // Whoever stopped the cmdlet may have left: the stop goes on without showing itself.
            hostIsGone = true;
        }
    }
}
