using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.AdvApi32;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>The calls of Windows that shut it down.</summary>
internal static class ShutdownCalls
{
    private const uint AdjustPrivileges = 0x20;
    private const uint Query = 0x8;
    private const uint Enabled = 2;

    // SHTDN_REASON_FLAG_PLANNED, SHTDN_REASON_MAJOR_APPLICATION, SHTDN_REASON_MINOR_OTHER
    private const uint PlannedByApplication = 0x80000000 | 0x00040000;

    /// <summary>Enables the privilege to shut down, for as long as this process lives.</summary>
    /// <returns>The system's error; 1300 (ERROR_NOT_ALL_ASSIGNED) where the account has not got it; 0 where it is enabled.</returns>
    public static int EnablePrivilege()
    {
        if (!OpenProcessToken(GetCurrentProcess(), AdjustPrivileges | Query, out var token)) return Marshal.GetLastWin32Error();
        using (token)
        {
            var privileges = new Privilege { Count = 1, Attributes = Enabled };
            if (!LookupPrivilegeValue(null, "SeShutdownPrivilege", out privileges.Id)) return Marshal.GetLastWin32Error();
            // It succeeds too where it has done nothing; the last error tells that.
            AdjustTokenPrivileges(token, false, ref privileges, 0, IntPtr.Zero, IntPtr.Zero);
            return Marshal.GetLastWin32Error();
        }
    }

    /// <summary>Begins at once, closes programs that do not answer, and powers the machine off.</summary>
    /// <returns>The system's error; 0 where it was accepted.</returns>
    public static int Initiate(string reason) =>
        InitiateSystemShutdownEx(null, reason, 0, forceAppsClosed: true, rebootAfterShutdown: false, PlannedByApplication) ? 0 : Marshal.GetLastWin32Error();

    /// <summary>LUID.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PrivilegeId
    {
        public uint Low;
        public int High;
    }

    /// <summary>TOKEN_PRIVILEGES with one of them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Privilege
    {
        public uint Count;
        public PrivilegeId Id;
        public uint Attributes;
    }
}
