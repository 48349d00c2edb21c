namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Processes get a group of their own, which a Ctrl-C meant for us does not reach and which can be sent Ctrl-Break, and a job object, which
/// ends with us.
/// </summary>
internal sealed class WindowsProcessControl : IProcessControl
{
    public IReadOnlyList<string> ProgramEndings { get; } = ["", ".exe", ".cmd", ".bat", ".ps1"];

    public IChildProcess Start(ProgramStart start)
    {
        var environment = start.Variables.Count == 0 ? null : EnvironmentBlock.Of(Environment.GetEnvironmentVariables(), start.Variables);
        return new WindowsChildProcess(CommandLine.For(start.Program, start.Arguments), start.Folder, environment);
    }
}
