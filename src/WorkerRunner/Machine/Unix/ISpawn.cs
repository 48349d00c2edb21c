using System.ComponentModel;

namespace WorkerRunner.Machine.Unix;

/// <summary>How Unix starts a program.</summary>
internal interface ISpawn
{
    /// <summary>
    /// Starts it as the leader of a session and a group of its own, with no signal ignored or blocked. Where the system ends the program with
    /// us, it does so when the thread ends that called this.
    /// </summary>
    /// <returns>The process ID, which is that of its session and group too.</returns>
    /// <exception cref="Win32Exception">The operating system refused; the message is its own.</exception>
    int Start(ProgramStart start, PipeEnd input, PipeEnd output, PipeEnd errors);
}
