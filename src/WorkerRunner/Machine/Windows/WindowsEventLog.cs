using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using Microsoft.Win32;
using static WorkerRunner.Machine.Windows.AdvApi32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// The Application log of Windows, by a source that is registered with the first event where it is missing and we may. Without that, events
/// arrive all the same, but the Event Viewer says of each that its description cannot be found.
/// </summary>
/// <param name="source">The source's name.</param>
/// <param name="onUnregistered">Called where the source is missing and may not be registered.</param>
internal sealed class WindowsEventLog(string source, Action onUnregistered) : IEventLog
{
    private const string Sources = @"SYSTEM\CurrentControlSet\Services\EventLog\Application\";

    // Its messages are the event's own text, for the ids 1 to 1000; it is on every Windows.
    private const string MessageFile = @"%SystemRoot%\System32\EventCreate.exe";
    private const int ErrorsWarningsAndInformation = 7;

    private IntPtr handle;

    public void Write(int id, TraceEventType type, string message)
    {
        if (handle == IntPtr.Zero) Open();
        ushort number = type switch
        {
            TraceEventType.Error => 1,
            TraceEventType.Warning => 2,
            _ => 4,
        };
        if (!ReportEvent(handle, number, 0, (uint)id, IntPtr.Zero, 1, 0, [message], IntPtr.Zero)) throw Failure(Marshal.GetLastWin32Error());
    }

    public void Dispose()
    {
        if (handle != IntPtr.Zero) DeregisterEventSource(handle);
        handle = IntPtr.Zero;
    }

    private void Open()
    {
        Register();
        handle = RegisterEventSource(null, source);
        if (handle == IntPtr.Zero) throw Failure(Marshal.GetLastWin32Error());
    }

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    private void Register()
    {
        try
        {
            using var existing = Registry.LocalMachine.OpenSubKey(Sources + source);
            if (existing is not null) return;
            using var key = Registry.LocalMachine.CreateSubKey(Sources + source);
            key.SetValue("EventMessageFile", MessageFile, RegistryValueKind.ExpandString);
            key.SetValue("TypesSupported", ErrorsWarningsAndInformation, RegistryValueKind.DWord);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or SecurityException)
        {
            onUnregistered();
        }
    }
#pragma warning restore CA1416

    private static IOException Failure(int error) => new(new Win32Exception(error).Message);
}
