using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>The calls of advapi32.dll: security, services, shutdown and the event log. See each under its name in Microsoft's documentation.</summary>
internal static unsafe class AdvApi32
{
    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool AdjustTokenPrivileges(
        SafeWaitHandle token, [MarshalAs(UnmanagedType.Bool)] bool disableAll, ref ShutdownCalls.Privilege privileges, int length, IntPtr previous, IntPtr previousLength);

    [DllImport("advapi32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool CloseServiceHandle(IntPtr handle);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool ControlService(ServiceHandle service, uint control, [Out] int[] status);

    [DllImport("advapi32.dll", EntryPoint = "ConvertStringSecurityDescriptorToSecurityDescriptorW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool ConvertStringSecurityDescriptorToSecurityDescriptor(
        string text, uint revision, out SecurityDescriptor descriptor, IntPtr size);

    [DllImport("advapi32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool DeregisterEventSource(IntPtr handle);

    [DllImport("advapi32.dll", EntryPoint = "EnumServicesStatusW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool EnumServicesStatus(
        ServiceHandle manager, uint type, uint state, IntPtr services, int size, out uint needed, out uint count, ref uint resume);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool GetKernelObjectSecurity(SafeFileHandle file, uint what, [Out] byte[] descriptor, int length, out int needed);

    [DllImport("advapi32.dll", EntryPoint = "GetServiceKeyNameW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool GetServiceKeyName(ServiceHandle manager, string displayName, [Out] char[] name, ref int length);

    [DllImport("advapi32.dll", EntryPoint = "InitiateSystemShutdownExW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool InitiateSystemShutdownEx(
        string? machine, string message, uint timeout, [MarshalAs(UnmanagedType.Bool)] bool forceAppsClosed,
    [MarshalAs(UnmanagedType.Bool)] bool rebootAfterShutdown, uint reason);

    [DllImport("advapi32.dll", EntryPoint = "LookupPrivilegeValueW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool LookupPrivilegeValue(string? system, string name, out ShutdownCalls.PrivilegeId id);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool OpenProcessToken(IntPtr process, uint access, out SafeWaitHandle token);

    [DllImport("advapi32.dll", EntryPoint = "OpenSCManagerW", CharSet = CharSet.Unicode, SetLastError = true)]
    public static extern ServiceHandle OpenSCManager(string? machine, string? database, uint access);

    [DllImport("advapi32.dll", EntryPoint = "OpenServiceW", CharSet = CharSet.Unicode, SetLastError = true)]
    public static extern ServiceHandle OpenService(ServiceHandle manager, string name, uint access);

    [DllImport("advapi32.dll", EntryPoint = "QueryServiceConfigW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool QueryServiceConfig(ServiceHandle service, [Out] byte[] config, int size, out int needed);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool QueryServiceStatusEx(ServiceHandle service, int level, [Out] int[] status, int size, out int needed);

    [DllImport("advapi32.dll", EntryPoint = "RegisterEventSourceW", CharSet = CharSet.Unicode, SetLastError = true)]
    public static extern IntPtr RegisterEventSource(string? server, string source);

    [DllImport("advapi32.dll", EntryPoint = "ReportEventW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool ReportEvent(
        IntPtr handle, ushort type, ushort category, uint id, IntPtr user, ushort stringCount, uint dataSize, string[] strings, IntPtr data);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool SetKernelObjectSecurity(SafeFileHandle file, uint what, SecurityDescriptor descriptor);

    [DllImport("advapi32.dll", EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool StartService(ServiceHandle service, int count, IntPtr arguments);
}
