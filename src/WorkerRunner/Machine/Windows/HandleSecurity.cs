using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.AdvApi32;

namespace WorkerRunner.Machine.Windows;

/// <summary>The security of an open file.</summary>
internal static class HandleSecurity
{
    private const uint OwnerSecurity = 0x1;
    private const uint DaclSecurity = 0x4;
    private const uint Protected = 0x80000000;

    /// <summary>Its owner and its access control list, as a self-relative security descriptor.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static byte[] Read(SafeFileHandle file, string path) => Read(file, path, OwnerSecurity | DaclSecurity);

    /// <summary>Its access control list alone, likewise.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static byte[] ReadList(SafeFileHandle file, string path) => Read(file, path, DaclSecurity);

    /// <summary>Replaces the list by one that inherits nothing; where false comes back, the last error says why.</summary>
    public static bool SetList(SafeFileHandle file, SecurityDescriptor security) => SetKernelObjectSecurity(file, DaclSecurity | Protected, security);

    private static byte[] Read(SafeFileHandle file, string path, uint what)
    {
        GetKernelObjectSecurity(file, what, [], 0, out var size);
        var descriptor = new byte[size];
        return GetKernelObjectSecurity(file, what, descriptor, size, out _)
            ? descriptor
            : throw WindowsFile.Failed(path, "does not reveal its access rights", Marshal.GetLastWin32Error());
    }
}
