using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The process's own standard output, which can be closed so that the other side sees its end.</summary>
internal static class StandardOutput
{
    private const int WindowsId = -11;
    private const int Descriptor = 1;
    private const int ErrorDescriptor = 2;
    private const string OpenDescriptors = "/proc/self/fd";

    /// <summary>Opens it.</summary>
    public static Stream Open()
    {
        var handle = OperatingSystem.IsWindows() ? GetStdHandle(WindowsId) : Descriptor;
        return new FileStream(new SafeFileHandle(handle, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>
    /// Closes it. The .NET runtime keeps a duplicate of its own on Unix, so that closing the stream alone would not end the pipe;
    /// what points to the same place is turned to /dev/null, except for stderr.
    /// </summary>
    public static void Close(Stream stream)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
            foreach (var duplicate in FindDuplicates())
                _ = dup2((int)nowhere.DangerousGetHandle(), duplicate);
        }
        stream.Dispose();
    }

    private static List<int> FindDuplicates()
    {
        if (!Directory.Exists(OpenDescriptors))
            return [];
        var target = LinkOf(Descriptor);
        return [.. Directory.EnumerateFileSystemEntries(OpenDescriptors)
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .Where(descriptor => descriptor is not (Descriptor or ErrorDescriptor) && LinkOf(descriptor) == target)];
    }

    private static string? LinkOf(int descriptor) => new FileInfo(Path.Combine(OpenDescriptors, $"{descriptor}")).LinkTarget;

    [DllImport("kernel32.dll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int id);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup2(int from, int to);
}
