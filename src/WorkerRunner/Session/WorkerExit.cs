using System.Globalization;
using WorkerRunner.Values.Timelines;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>How a worker ended.</summary>
/// <param name="ExitCode">
/// Its exit code; on Unix 128 plus the signal's number where a signal ended it, on Windows a negative number where it is a status of the system.
/// </param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it had ended and all it said was read.</param>
/// <param name="SaidHello">Whether it took part in the protocol.</param>
/// <param name="StopRequested">Whether we asked it to end.</param>
public sealed record WorkerExit(int ExitCode, DateTimeOffset StartedAt, DateTimeOffset EndedAt, bool SaidHello, bool StopRequested)
{
    /// <summary>How long it ran.</summary>
    public TimeSpan Duration => EndedAt - StartedAt;

    /// <summary>What the exit code means for this kind of worker; null where it has no meaning of its own.</summary>
    public WorkerExitMeaning? Meaning { get; init; }

    /// <summary>Where the time of the run went, from its configuration to its end.</summary>
    public Timeline Timeline { get; init; } = Timeline.Empty;

    /// <summary>Whether the worker wants the machine to be rebooted, to go on after that.</summary>
    public bool RebootRequired => Meaning?.RebootRequired == true;

    /// <summary>Whether it ended as it should: by itself with 0, for a reboot, or with a code that says so for this kind of worker; or on our request.</summary>
    public bool Succeeded => ExitCode == 0 || RebootRequired || Meaning?.IsGoodEnd == true || StopRequested;

    /// <summary>The code and its meaning, as the log shows them.</summary>
    public override string ToString() => Meaning is null ? $"exit code {CodeText}" : $"exit code {CodeText} ({Meaning.Text})";

    /// <summary>Statuses of Windows (0xC000013A) are known, and found on the web, by their hexadecimal form; -1 is the code of many a program.</summary>
    private string CodeText => ExitCode < -1 ? FormattableString.Invariant($"0x{ExitCode:X8}") : ExitCode.ToString(CultureInfo.InvariantCulture);
}
