using System.ComponentModel;
using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.AdvApi32;

namespace WorkerRunner.Machine.Windows;

/// <summary>Windows' service control manager (winsvc.h).</summary>
internal sealed class WindowsServiceManager : IServiceManager
{
    private const uint Connect = 0x1;
    private const uint Enumerate = 0x4;
    private const uint Win32Services = 0x30;
    private const uint InAnyState = 0x3;
    private const int LargestAnswer = 256 * 1024;
    private const int LongestName = 256;

    public IReadOnlyList<string> Names
    {
        get
        {
            using var manager = OpenManager();
            var buffer = Marshal.AllocHGlobal(LargestAnswer);
            try
            {
                // What does not fit into the largest buffer that the call takes is left out.
                var resume = 0u;
                EnumServicesStatus(manager, Win32Services, InAnyState, buffer, LargestAnswer, out _, out var count, ref resume);
                return ReadNames(buffer, (int)count);
            }
            finally
            {
                Marshal.FreeHGlobal(buffer);
            }
        }
    }

    public IService Open(string name)
    {
        using var manager = OpenManager();
        var handle = OpenService(manager, name, WindowsService.Rights);
        if (!handle.IsInvalid) return new WindowsService(name, handle);
        var error = Marshal.GetLastWin32Error();
        handle.Dispose();
        if (error != ServiceError.DoesNotExist || FindByDisplayName(manager, name) is not { } key) throw new Win32Exception(error);
        handle = OpenService(manager, key, WindowsService.Rights);
        return handle.IsInvalid ? throw new Win32Exception() : new WindowsService(key, handle);
    }

    private static ServiceHandle OpenManager()
    {
        var manager = OpenSCManager(null, null, Connect | Enumerate);
        return manager.IsInvalid ? throw new Win32Exception() : manager;
    }

    private static string? FindByDisplayName(ServiceHandle manager, string name)
    {
        var key = new char[LongestName + 1];
        var length = key.Length;
        return GetServiceKeyName(manager, name, key, ref length) ? new string(key, 0, length) : null;
    }

    /// <summary>Reads an array of ENUM_SERVICE_STATUSW: two texts and seven numbers each.</summary>
    private static List<string> ReadNames(IntPtr array, int count)
    {
        var names = new List<string>();
        var size = 2 * IntPtr.Size + 7 * sizeof(int);
        size += size % IntPtr.Size;
        for (var i = 0; i < count; i++)
        {
            var item = IntPtr.Add(array, i * size);
            var name = Marshal.PtrToStringUni(Marshal.ReadIntPtr(item))!;
            names.Add(name);
            // One without a display name is shown by its name.
            names.Add(Marshal.PtrToStringUni(Marshal.ReadIntPtr(item, IntPtr.Size)) ?? name);
        }
        return names;
    }
}
