using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Starts a program by posix_spawn(3), and nothing else in its place: an error of exec is reported as what it is, and a file that is no
/// program is not given to a shell.
/// </summary>
internal static class Spawn
{
    // Both structures are smaller everywhere: with glibc 336 and 80 bytes, pointers on macOS. A set of signals has at most 128 bytes.
    private const int StructureSize = 1024;
    private const short DefaultSignals = 0x04; // POSIX_SPAWN_SETSIGDEF
    private const short SignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK

    // POSIX_SPAWN_SETSID: glibc since 2.26; macOS, which is also told to close what is not named (POSIX_SPAWN_CLOEXEC_DEFAULT).
    private static readonly short OwnSession = (short)(LibC.IsLinux ? 0x80 : 0x400 | 0x4000);

    /// <returns>The process ID, which is that of its session and group too.</returns>
    /// <exception cref="Win32Exception">The operating system refused; the message is its own.</exception>
    public static int Start(ProgramStart start, PipeEnd input, PipeEnd output, PipeEnd error)
    {
        var arguments = Texts([start.Program, .. start.Arguments]);
        var environment = Texts(Environment(start));
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
            Check(LibC.AddDuplicate(actions, error.Descriptor, 2));
            Check(LibC.AddFolder(actions, start.Folder));
            Check(LibC.Spawn(out var process, start.Program, actions, attributes, arguments, environment));
            return process;
        }
        finally
        {
            _ = LibC.DestroyActions(actions);
            _ = LibC.DestroyAttributes(attributes);
            Marshal.FreeHGlobal(memory);
            Free(arguments);
            Free(environment);
        }
    }

    private static IEnumerable<string> Environment(ProgramStart start)
    {
        var ours = System.Environment.GetEnvironmentVariables();
        foreach (var variable in start.Variables) ours[variable.Key] = variable.Value;
        foreach (DictionaryEntry variable in ours) yield return $"{variable.Key}={variable.Value}";
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }

    /// <summary>Texts as C has them: UTF-8, ended by a zero, in a list that ends with one.</summary>
    private static nint[] Texts(IEnumerable<string> texts)
    {
        var list = new List<nint>();
        foreach (var text in texts) list.Add(Utf8(text));
        list.Add(0);
        return [.. list];
    }

    private static nint Utf8(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text + '\0');
        var memory = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, memory, bytes.Length);
        return memory;
    }

    private static void Free(nint[] texts)
    {
        foreach (var text in texts) Marshal.FreeHGlobal(text);
    }
}
