using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace WorkerRunner.Bench;

/// <summary>
/// Starts a program with as little of our own in its time as can be: posix_spawn(3) does not copy our address space, where
/// <see cref="Process"/> would add a millisecond or two to every program alike and so bring every ratio closer to 1.
/// </summary>
internal static class ChildProcess
{
    private const int WriteOnly = 1; // O_WRONLY
    private const int FileActionsSize = 256; // posix_spawn_file_actions_t has 80 bytes with glibc and with musl.

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="silent">Whether what it says goes nowhere.</param>
    public static (int ExitCode, TimeSpan Time) Run(string program, string[] arguments, bool silent = false)
    {
        var argv = Pointers([program, .. arguments]);
        var environment = Environment.GetEnvironmentVariables();
        var envp = Pointers([.. environment.Keys.Cast<string>().Select(k => $"{k}={environment[k]}")]);
        var actions = Marshal.AllocHGlobal(FileActionsSize);
        try
        {
            Check(InitializeActions(actions), program);
            if (silent)
            {
                Check(AddOpen(actions, 1, "/dev/null", WriteOnly, 0), program);
                Check(AddOpen(actions, 2, "/dev/null", WriteOnly, 0), program);
            }

            var start = Stopwatch.GetTimestamp();
            Check(Spawn(out var pid, program, actions, 0, argv, envp), program);
            if (WaitFor(pid, out var status, 0) != pid) throw new BenchException($"{program} could not be waited for.");
            var time = Stopwatch.GetElapsedTime(start);
            var signal = status & 0x7f;
            return (signal == 0 ? (status >> 8) & 0xff : 128 + signal, time);
        }
        finally
        {
            _ = DestroyActions(actions);
            Marshal.FreeHGlobal(actions);
            foreach (var text in argv) Marshal.FreeCoTaskMem(text);
            foreach (var text in envp) Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="BenchException">It did not.</exception>
    public static TimeSpan Time(string program, params string[] arguments)
    {
        var (exitCode, time) = Run(program, arguments, silent: true);
        return exitCode == 0 ? time : throw new BenchException($"{program} {string.Join(" ", arguments)} ended with exit code {exitCode}.");
    }

    private static void Check(int error, string program)
    {
        if (error != 0) throw new BenchException($"{program} could not be started: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static nint[] Pointers(string[] texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int Spawn(
        out int pid, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint fileActions, nint attributes, nint[] argv, nint[] envp);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static extern int InitializeActions(nint fileActions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static extern int DestroyActions(nint fileActions);

    [SuppressMessage("Globalization", "CA2101", Justification = "The path is marshalled as UTF-8, which is what the C library takes.")]
    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    private static extern int AddOpen(nint fileActions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "waitpid")]
    private static extern int WaitFor(int pid, out int status, int options);
}
