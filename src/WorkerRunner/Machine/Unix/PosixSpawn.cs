using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Starts a program by posix_spawn(3), and nothing else in its place: an error of exec is reported as what it is, and a file that is no
/// program is not given to a shell.
/// </summary>
internal sealed class PosixSpawn : ISpawn
{
    // All three structures are smaller everywhere: with glibc 336, 80 and 128 bytes.
    private const int StructureSize = 1024;
    private const int FirstOther = 3; // The first descriptor that is no standard stream.
    private const short DefaultSignals = 0x04; // POSIX_SPAWN_SETSIGDEF
    private const short SignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK

    // POSIX_SPAWN_SETSID: glibc since 2.26; macOS, which is also told to close what is not named (POSIX_SPAWN_CLOEXEC_DEFAULT).
    private static readonly short OwnSession = (short)(OperatingSystem.IsLinux() ? 0x80 : 0x400 | 0x4000);

    public int Start(ProgramStart start, PipeEnd input, PipeEnd output, PipeEnd errors)
    {
        using var arguments = TextList.ArgumentsOf(start);
        using var environment = TextList.EnvironmentOf(start);
        var memory = Marshal.AllocHGlobal(3 * StructureSize);
        var (attributes, actions, signals) = (memory, memory + StructureSize, memory + 2 * StructureSize);
        try
        {
            Check(LibC.InitializeAttributes(attributes));
            Check(LibC.InitializeActions(actions));
            Check(LibC.SetFlags(attributes, (short)(OwnSession | DefaultSignals | SignalMask)));
            _ = LibC.AllSignals(signals);
            Check(LibC.SetDefaultSignals(attributes, signals));
            _ = LibC.NoSignals(signals);
            Check(LibC.SetSignalMask(attributes, signals));
            Check(LibC.AddDuplicate(actions, input.Descriptor, 0));
            Check(LibC.AddDuplicate(actions, output.Descriptor, 1));
            Check(LibC.AddDuplicate(actions, errors.Descriptor, 2));
            Check(LibC.AddFolder(actions, start.Folder));
            CloseInherited(actions);
            Check(LibC.Spawn(out var process, start.Program, actions, attributes, arguments.Pointers, environment.Pointers));
            return process;
        }
        finally
        {
            _ = LibC.DestroyActions(actions);
            _ = LibC.DestroyAttributes(attributes);
            Marshal.FreeHGlobal(memory);
        }
    }

    /// <summary>What we were started with and is not closed by itself; glibc can do that since 2.34, macOS is asked by a flag.</summary>
    private static void CloseInherited(nint actions)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            Check(LibC.AddCloseFrom(actions, FirstOther));
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library, or another one: what we open ourselves is closed all the same.
        }
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }
}
