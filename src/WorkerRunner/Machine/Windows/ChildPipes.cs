using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// A new process's standard handles: pipes to us. Ends that the process gets can be inherited; they are ours only until it has started.
/// </summary>
internal sealed class ChildPipes : IDisposable
{
    // In bytes: a worker that writes much then wakes us less often.
    private const int PipeSize = 65536;
    private const uint Inherit = 1;

    private readonly SafeFileHandle toChild;
    private readonly SafeFileHandle fromChild;
    private readonly SafeFileHandle errorsOfChild;

    /// <exception cref="Win32Exception">The system has none for us.</exception>
    public ChildPipes()
    {
        if (!CreatePipe(out var input, out toChild, IntPtr.Zero, PipeSize)) throw new Win32Exception();
        if (!CreatePipe(out fromChild, out var output, IntPtr.Zero, PipeSize)) throw new Win32Exception();
        if (!CreatePipe(out errorsOfChild, out var error, IntPtr.Zero, PipeSize)) throw new Win32Exception();
        (Input, Output, Error) = (MayBeInherited(input), MayBeInherited(output), MayBeInherited(error));
    }

    public SafeFileHandle Input { get; }

    public SafeFileHandle Output { get; }

    public SafeFileHandle Error { get; }

    /// <summary>Our end of stdin.</summary>
    public FileStream OpenInput() => new(toChild, FileAccess.Write, bufferSize: 1);

    /// <summary>Our end of stdout.</summary>
    public FileStream OpenOutput() => new(fromChild, FileAccess.Read, bufferSize: 1);

    /// <summary>Our end of stderr.</summary>
    public FileStream OpenError() => new(errorsOfChild, FileAccess.Read, bufferSize: 1);

    /// <summary>Closes the other side's ends.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    private static SafeFileHandle MayBeInherited(SafeFileHandle handle) =>
        SetHandleInformation(handle, Inherit, Inherit) ? handle : throw new Win32Exception();
}
