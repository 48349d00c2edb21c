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

    public IChildProcess Start(ProgramStart start)
    {
        var info = StartInfo(start.Program, start.Arguments);
        info.WorkingDirectory = start.Folder;
        foreach (var variable in start.Variables) info.EnvironmentVariables[variable.Key] = variable.Value;
        return new UnixChildProcess(info);
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var setSid = SetSidPaths.FirstOrDefault(File.Exists);
        return setSid is null
            ? ProcessArguments.StartInfo(program, arguments)
            : ProcessArguments.StartInfo(setSid, [program, .. arguments]);
    }
}
