using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>A process and those that it started, directly or not, as far as their parents still run (tlhelp32.h).</summary>
internal static class ProcessFamily
{
    private const uint Processes = 0x2;

    /// <summary>Whether a process runs.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            Process.GetProcessById(id).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>All processes.</summary>
    public static IEnumerable<int> All() => Parents().Keys;

    /// <summary>The processes below one, without itself.</summary>
    public static ISet<int> Below(int root) => ProcessTree.Below(Parents(), root);

    /// <summary>Kills a process with those below it; one that cannot be killed keeps no other alive.</summary>
    /// <exception cref="Win32Exception">The system refused to kill one of them.</exception>
    public static void Kill(int root)
    {
        var below = Below(root);
        if (StartOf(root) is { } started) ProcessTree.KillAll(below.Prepend(root), process => Kill(process, started));
    }

    /// <summary>When a process was started; null where it has ended.</summary>
    private static DateTime? StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Kills one, unless it is older: the system gives out the number of a parent that has ended again.</summary>
    private static void Kill(int id, DateTime notBefore)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.StartTime >= notBefore) process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended in the meantime, which is what was wanted.
        }
    }

    private static Dictionary<int, int> Parents()
    {
        using var snapshot = CreateToolhelp32Snapshot(Processes, 0);
        if (snapshot.IsInvalid) throw new Win32Exception();
        var parents = new Dictionary<int, int>();
        var entry = new Entry { Size = Marshal.SizeOf<Entry>() };
        for (var found = Process32First(snapshot, ref entry); found; found = Process32Next(snapshot, ref entry))
            parents[entry.ProcessId] = entry.ParentProcessId;
        return parents;
    }

    /// <summary>PROCESSENTRY32W.</summary>
    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    internal struct Entry
    {
        public int Size;
        public int Usage;
        public int ProcessId;
        public IntPtr Heap;
        public int Module;
        public int Threads;
        public int ParentProcessId;
        public int Priority;
        public int Flags;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 260)]
        public string File;
    }
}
