namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Processes get a session of their own: a Ctrl-C at the terminal then reaches only us, and the whole group can be signalled even after its
/// leader has ended.
/// </summary>
/// <param name="spawn">How the system starts them.</param>
internal sealed class UnixProcessControl(ISpawn spawn) : IProcessControl
{
    public IReadOnlyList<string> ProgramEndings { get; } = [""];

    public IChildProcess Start(ProgramStart start) => UnixChildProcess.Start(start, spawn);
}
