using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A file's permission bits; on Windows an access control list that comes to the same.</summary>
internal static class Permissions
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Loose = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void UnixOnly() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Permission bits and signals are Unix's.");

    public static UnixFileMode Of(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : System.IO.File.GetUnixFileMode(path);

    public static void Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) SetList(path, mode);
        else System.IO.File.SetUnixFileMode(path, mode);
    }

    [SupportedOSPlatform("windows")]
    private static void SetList(string path, UnixFileMode mode)
    {
        var list = new FileSecurity();
        using var user = WindowsIdentity.GetCurrent();
        list.SetSecurityDescriptorSddlForm($"D:P(A;;FA;;;{user.User})(A;;FA;;;SY)(A;;FA;;;BA){(mode == Private ? "" : "(A;;FR;;;WD)")}");
        new FileInfo(path).SetAccessControl(list);
    }
}
