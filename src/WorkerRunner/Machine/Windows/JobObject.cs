using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// A job object: what a process in it starts is in it too and cannot leave it, so that the whole tree can be ended at once. Windows ends it
/// when the last handle to the job is closed, which it does for a process that is no more.
/// </summary>
internal sealed class JobObject : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ExtendedLimitInformation = 9;
    private const int BasicAccountingInformation = 1;
    private const uint KillOnJobClose = 0x2000;

    /// <summary>For the marshaller.</summary>
    public JobObject() : base(ownsHandle: true)
    {
    }

    /// <exception cref="Win32Exception">The system has none for us.</exception>
    public static JobObject Create()
    {
        var job = CreateJobObject(IntPtr.Zero, null);
        if (job.IsInvalid) throw new Win32Exception();
        var limits = new ExtendedLimits { LimitFlags = KillOnJobClose };
        if (SetInformationJobObject(job, ExtendedLimitInformation, ref limits, Marshal.SizeOf<ExtendedLimits>())) return job;
        var error = new Win32Exception();
        job.Dispose();
        throw error;
    }

    /// <summary>Puts a process into the job. One that is in another job already gets a job within a job (Windows 8 and later).</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public void Add(SafeWaitHandle process)
    {
        if (!AssignProcessToJobObject(this, process)) throw new Win32Exception();
    }

    /// <summary>Whether a process in it runs.</summary>
    public bool HasProcesses
    {
        get
        {
            try
            {
                return QueryInformationJobObject(this, BasicAccountingInformation, out var figures, Marshal.SizeOf<Accounting>(), IntPtr.Zero) && figures.ActiveProcesses > 0;
            }
            catch (ObjectDisposedException)
            {
                // It was closed, perhaps a moment ago by another thread: what was in it ended with it.
                return false;
            }
        }
    }

    /// <summary>Ends all processes in it.</summary>
    public void Terminate(uint exitCode)
    {
        try
        {
            TerminateJobObject(this, exitCode);
        }
        catch (ObjectDisposedException)
        {
            // Likewise.
        }
    }

    protected override bool ReleaseHandle() => CloseHandle(handle);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ExtendedLimits
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public UIntPtr MinimumWorkingSetSize;
        public UIntPtr MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public UIntPtr Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperations;
        public ulong WriteOperations;
        public ulong OtherOperations;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public UIntPtr ProcessMemoryLimit;
        public UIntPtr JobMemoryLimit;
        public UIntPtr PeakProcessMemoryUsed;
        public UIntPtr PeakJobMemoryUsed;
    }

    /// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Accounting
    {
        public long UserTime;
        public long KernelTime;
        public long PeriodUserTime;
        public long PeriodKernelTime;
        public uint PageFaults;
        public uint TotalProcesses;
        public uint ActiveProcesses;
        public uint TerminatedProcesses;
    }
}
