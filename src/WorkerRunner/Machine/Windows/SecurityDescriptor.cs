using System.ComponentModel;
using System.Security.Principal;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.AdvApi32;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// A Windows security descriptor, written in SDDL (see the Security Descriptor Definition Language in Microsoft's documentation), in the
/// form that the system's calls take. The framework's own classes for it differ between .NET and .NET Framework; this is the same for both.
/// </summary>
internal sealed class SecurityDescriptor : SafeHandleZeroOrMinusOneIsInvalid
{
    private const uint Revision = 1;

    /// <summary>For the marshaller.</summary>
    public SecurityDescriptor() : base(ownsHandle: true)
    {
    }

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    /// <summary>The SID of the account that this process runs as, as SDDL writes it.</summary>
    public static string CurrentUser
    {
        get
        {
            using var identity = WindowsIdentity.GetCurrent();
            return identity.User!.Value;
        }
    }
#pragma warning restore CA1416

    /// <summary>The list of a private file, in SDDL: its user's, SYSTEM's and Administrators', inheriting nothing.</summary>
    public static string PrivateList(string user) => $"D:P(A;;FA;;;{user})(A;;FA;;;SY)(A;;FA;;;BA)";

    /// <exception cref="Win32Exception">It is no SDDL.</exception>
    public static SecurityDescriptor FromSddl(string sddl) =>
        ConvertStringSecurityDescriptorToSecurityDescriptor(sddl, Revision, out var descriptor, IntPtr.Zero) ? descriptor : throw new Win32Exception();

    protected override bool ReleaseHandle() => LocalFree(handle) == IntPtr.Zero;
}
