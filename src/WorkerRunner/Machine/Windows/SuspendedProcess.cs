using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Starts a process so that it is in its job before it does anything, and inherits its three standard handles and nothing else.
/// </summary>
internal static unsafe class SuspendedProcess
{
    private const uint CreateSuspended = 0x4;
    private const uint NewProcessGroup = 0x200;
    private const uint UnicodeEnvironment = 0x400;
    private const uint ExtendedStartupInfo = 0x80000;
    private const uint UseStandardHandles = 0x100;
    private const uint ResumeFailed = uint.MaxValue;
    private static readonly UIntPtr HandleList = (UIntPtr)0x20002; // PROC_THREAD_ATTRIBUTE_HANDLE_LIST

    /// <param name="job">The job that it is put into.</param>
    /// <param name="command">What is started.</param>
    /// <param name="folder">The folder it starts in.</param>
    /// <param name="environment">Its environment variables; null for ours.</param>
    /// <param name="pipes">Its standard handles.</param>
    /// <returns>Its handle and its ID, which is its process group's too.</returns>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public static (SafeWaitHandle Process, int Id) StartIn(
        JobObject job, CommandLine command, string folder, string? environment, ChildPipes pipes)
    {
        var created = Create(command, folder, environment, pipes);
        var process = new SafeWaitHandle(created.Process, ownsHandle: true);
        using var thread = new SafeWaitHandle(created.Thread, ownsHandle: true);
        try
        {
            job.Add(process);
            if (ResumeThread(thread) == ResumeFailed) throw new Win32Exception();
            return (process, (int)created.ProcessId);
        }
        catch
        {
            TerminateProcess(process, exitCode: 1);
            process.Dispose();
            throw;
        }
    }

    private static ProcessInformation Create(CommandLine command, string folder, string? environment, ChildPipes pipes)
    {
        var handles = stackalloc IntPtr[] { pipes.Input.DangerousGetHandle(), pipes.Output.DangerousGetHandle(), pipes.Error.DangerousGetHandle() };
        var size = UIntPtr.Zero;
        InitializeProcThreadAttributeList(IntPtr.Zero, 1, 0, ref size);
        var attributes = Marshal.AllocHGlobal((int)size);
        try
        {
            if (!InitializeProcThreadAttributeList(attributes, 1, 0, ref size)) throw new Win32Exception();
            if (!UpdateProcThreadAttribute(attributes, 0, HandleList, handles, (UIntPtr)(3 * sizeof(IntPtr)), IntPtr.Zero, IntPtr.Zero)) throw new Win32Exception();
            var startup = new StartupInfo
            {
                Size = sizeof(StartupInfo),
                Flags = UseStandardHandles,
                Input = handles[0],
                Output = handles[1],
                Error = handles[2],
                Attributes = attributes,
            };
            // CreateProcess writes to the command line.
            var text = (command.Text + '\0').ToCharArray();
            const uint flags = CreateSuspended | NewProcessGroup | UnicodeEnvironment | ExtendedStartupInfo;
            return CreateProcess(
                command.Application, text, IntPtr.Zero, IntPtr.Zero, true, flags, environment?.ToCharArray(), folder, ref startup, out var created)
                ? created
                : throw new Win32Exception();
        }
        finally
        {
            DeleteProcThreadAttributeList(attributes);
            Marshal.FreeHGlobal(attributes);
        }
    }

    /// <summary>STARTUPINFOEXW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct StartupInfo
    {
        public int Size;
        public IntPtr Reserved;
        public IntPtr Desktop;
        public IntPtr Title;
        public int X;
        public int Y;
        public int Width;
        public int Height;
        public int Columns;
        public int Rows;
        public int Fill;
        public uint Flags;
        public short Show;
        public short ReservedSize;
        public IntPtr ReservedBytes;
        public IntPtr Input;
        public IntPtr Output;
        public IntPtr Error;
        public IntPtr Attributes;
    }

    /// <summary>PROCESS_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ProcessInformation
    {
        public IntPtr Process;
        public IntPtr Thread;
        public uint ProcessId;
        public uint ThreadId;
    }
}
