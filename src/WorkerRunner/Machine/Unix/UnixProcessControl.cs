namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Processes get a session of their own: a Ctrl-C at the terminal then reaches only us, and the whole group can be signalled even after its
/// leader has ended.
/// </summary>
internal sealed class UnixProcessControl : IProcessControl
{
    public IReadOnlyList<string> ProgramEndings { get; } = [""];

    public IChildProcess Start(ProgramStart start) => new UnixChildProcess(start);
}
