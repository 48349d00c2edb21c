using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// The Application log of Windows, by a source that is registered with the first event where it is missing and we may. Without that, events
/// arrive all the same, but the Event Viewer says of each that its description cannot be found.
/// </summary>
/// <param name="source">The source's name.</param>
/// <param name="warn">Told where the source is missing and may not be registered.</param>
internal sealed class WindowsEventLog(string source, Action<string> warn) : IEventLog
{
    private const string Sources = @"SYSTEM\CurrentControlSet\Services\EventLog\Application\";
    private const int AccessDenied = 5;
    private const uint QueryValue = 1;
    private const uint SetValue = 2;
    private const uint ExpandText = 2;
    private const uint Number = 4;

    // Its messages are the event's own text, for the ids 1 to 1000; it is on every Windows.
    private const string MessageFile = @"%SystemRoot%\System32\EventCreate.exe";
    private const byte ErrorsWarningsAndInformation = 7;

    private static readonly UIntPtr LocalMachine = new(0x80000002);

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
        var failure = Register();
        if (failure == AccessDenied)
            warn($"The event source {source} is not registered, and this account may not do it: events come without a description. Run once as an administrator.");
        else if (failure != 0) throw Failure(failure);
        handle = RegisterEventSource(null, source);
        if (handle == IntPtr.Zero) throw Failure(Marshal.GetLastWin32Error());
    }

    /// <returns>The system's error; 0 where the source is registered.</returns>
    private int Register()
    {
        if (RegOpenKey(LocalMachine, Sources + source, 0, QueryValue, out var existing) == 0)
        {
            _ = RegCloseKey(existing);
            return 0;
        }
        var failure = RegCreateKey(LocalMachine, Sources + source, 0, null, 0, SetValue, IntPtr.Zero, out var key, IntPtr.Zero);
        if (failure != 0) return failure;
        var file = Encoding.Unicode.GetBytes(MessageFile + '\0');
        failure = RegSetValue(key, "EventMessageFile", 0, ExpandText, file, file.Length);
        if (failure == 0) failure = RegSetValue(key, "TypesSupported", 0, Number, [ErrorsWarningsAndInformation, 0, 0, 0], sizeof(int));
        _ = RegCloseKey(key);
        return failure;
    }

    private static IOException Failure(int error) => new(new Win32Exception(error).Message);

    [DllImport("advapi32.dll", EntryPoint = "RegisterEventSourceW", CharSet = CharSet.Unicode, SetLastError = true)]
    private static extern IntPtr RegisterEventSource(string? server, string source);

    [DllImport("advapi32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DeregisterEventSource(IntPtr handle);

    [DllImport("advapi32.dll", EntryPoint = "ReportEventW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool ReportEvent(
        IntPtr handle, ushort type, ushort category, uint id, IntPtr user, ushort stringCount, uint dataSize, string[] strings, IntPtr data);

    [DllImport("advapi32.dll", EntryPoint = "RegOpenKeyExW", CharSet = CharSet.Unicode)]
    private static extern int RegOpenKey(UIntPtr parent, string name, uint options, uint access, out UIntPtr key);

    [DllImport("advapi32.dll", EntryPoint = "RegCreateKeyExW", CharSet = CharSet.Unicode)]
    private static extern int RegCreateKey(
        UIntPtr parent, string name, uint reserved, string? type, uint options, uint access, IntPtr security, out UIntPtr key, IntPtr disposition);

    [DllImport("advapi32.dll", EntryPoint = "RegSetValueExW", CharSet = CharSet.Unicode)]
    private static extern int RegSetValue(UIntPtr key, string name, uint reserved, uint type, byte[] value, int size);

    [DllImport("advapi32.dll")]
    private static extern int RegCloseKey(UIntPtr key);
}
