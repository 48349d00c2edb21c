using System.Diagnostics;

namespace WorkerRunner.Machine;

/// <summary>Kills a process with its descendants where the framework can (.NET), else the process alone.</summary>
internal static class ProcessTree
{
    public static void Kill(Process process)
    {
        try
        {
#if NET
            process.Kill(entireProcessTree: true);
#else
            process.Kill();
#endif
        }
        catch (InvalidOperationException)
        {
            // It has ended in the meantime, which is what was wanted.
        }
    }
}
