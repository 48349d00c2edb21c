using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// A new process's standard handles: pipes to us for stdin and stdout, our own stderr. Ends that the process gets can be inherited; they are
/// ours only until it has started.
/// </summary>
internal sealed class ChildPipes : IDisposable
{
    // In bytes: a worker that writes much then wakes us less often.
    private const int PipeSize = 65536;
    private const int StandardError = -12;
    private const uint Inherit = 1;
    private const uint SameAccess = 2;
    private const uint UnknownType = 0;

    private readonly SafeFileHandle toChild;
    private readonly SafeFileHandle fromChild;

    /// <exception cref="Win32Exception">The system has none for us.</exception>
    public ChildPipes()
    {
        if (!CreatePipe(out var input, out toChild, IntPtr.Zero, PipeSize)) throw new Win32Exception();
        if (!CreatePipe(out fromChild, out var output, IntPtr.Zero, PipeSize)) throw new Win32Exception();
        (Input, Output, Error) = (MayBeInherited(input), MayBeInherited(output), OurError() ?? Nowhere());
    }

    public SafeFileHandle Input { get; }

    public SafeFileHandle Output { get; }

    public SafeFileHandle Error { get; }

    /// <summary>Our end of stdin.</summary>
    public FileStream OpenInput() => new(toChild, FileAccess.Write, bufferSize: 1);

    /// <summary>Our end of stdout.</summary>
    public FileStream OpenOutput() => new(fromChild, FileAccess.Read, bufferSize: 1);

    /// <summary>Closes the other side's ends.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    private static SafeFileHandle MayBeInherited(SafeFileHandle handle) =>
        SetHandleInformation(handle, Inherit, Inherit) ? handle : throw new Win32Exception();

    /// <summary>A copy of ours, because ours need not be one that can be inherited; null where we have none, as in a service.</summary>
    private static SafeFileHandle? OurError()
    {
        var (self, ours) = (GetCurrentProcess(), GetStdHandle(StandardError));
        if (GetFileType(ours) == UnknownType) return null;
        return DuplicateHandle(self, ours, self, out var copy, 0, inherit: true, SameAccess) ? copy : null;
    }

    private static SafeFileHandle Nowhere()
    {
        var (nowhere, error) = WindowsFile.Open("NUL", WindowsFile.GenericWrite);
        return nowhere is null ? throw new Win32Exception(error) : MayBeInherited(nowhere);
    }

    [DllImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreatePipe(out SafeFileHandle read, out SafeFileHandle write, IntPtr security, int size);

    [DllImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetHandleInformation(SafeFileHandle handle, uint mask, uint flags);

    [DllImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DuplicateHandle(
        IntPtr fromProcess, IntPtr handle, IntPtr toProcess, out SafeFileHandle copy, uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint options);

    [DllImport("kernel32.dll")]
    private static extern IntPtr GetCurrentProcess();

    [DllImport("kernel32.dll")]
    private static extern IntPtr GetStdHandle(int id);

    [DllImport("kernel32.dll")]
    private static extern uint GetFileType(IntPtr handle);
}
