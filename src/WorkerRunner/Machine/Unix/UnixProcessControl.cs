using System.Diagnostics;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Processes get a session of their own by setsid(1): a Ctrl-C at the terminal then reaches only us, and the whole group can be killed
/// even after its leader has ended. Where there is no setsid they are started directly.
/// </summary>
internal sealed class UnixProcessControl : IProcessControl
{
    private static readonly string[] SetSidPaths = ["/usr/bin/setsid", "/bin/setsid"];

    public IReadOnlyList<string> ProgramEndings { get; } = [""];

    public ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var setSid = SetSidPaths.FirstOrDefault(File.Exists);
        return setSid is null
            ? ProcessArguments.StartInfo(program, arguments)
            : ProcessArguments.StartInfo(setSid, [program, .. arguments]);
    }

    public bool Interrupt(Process process) => LibC.SendSignal(process.Id, LibC.SigTerm);

    public void KillTree(Process process)
    {
        LibC.SendSignal(-process.Id, LibC.SigKill);
        ProcessTree.Kill(process);
    }
}
