using System.ComponentModel;

namespace WorkerRunner.Machine.Windows;

/// <summary>Decides what the answers of Windows to a shutdown mean; the calls themselves are given to it.</summary>
/// <param name="enablePrivilege">Enables the privilege to shut down; gives the system's error, 0 for none.</param>
/// <param name="initiate">Begins the shutdown, with the text that the event log gets; gives the system's error, 0 for none.</param>
internal sealed class SystemShutdown(Func<int> enablePrivilege, Func<string, int> initiate)
{
    /// <summary>What the event log takes, in characters.</summary>
    public const int LongestReason = 512;

    private const int AccessDenied = 5;
    private const int NotReady = 21;
    private const int AlreadyInProgress = 1115;
    private const int NotAllAssigned = 1300;

    /// <exception cref="MachineException">Windows refused.</exception>
    public void Begin(string reason)
    {
        if (enablePrivilege() is var refused and not 0) throw Refused(refused);
        var error = initiate(reason.Length <= LongestReason ? reason : reason.Substring(0, LongestReason));
        if (error is not (0 or AlreadyInProgress)) throw Refused(error);
    }

    private static MachineException Refused(int error) => new($"Windows refused to shut down: {new Win32Exception(error).Message}.", AdviceFor(error));

    private static string? AdviceFor(int error) => error switch
    {
        AccessDenied or NotAllAssigned => "This account needs the right \"Shut down the system\" (SeShutdownPrivilege); SYSTEM and Administrators have it.",
        NotReady => "The machine was still starting up.",
        _ => null,
    };
}
