using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A file's permission bits, where there are such; a private file on Windows too.</summary>
internal static class Permissions
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Loose = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void UnixOnly() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Permission bits and signals are Unix's.");

    public static UnixFileMode Of(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : System.IO.File.GetUnixFileMode(path);

    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(path, mode);
    }

    /// <summary>Writes a file that nobody else can read.</summary>
    public static void WritePrivate(string path, string text)
    {
        System.IO.File.Delete(path);
        using var file = OperatingSystem.IsWindows() ? CreateWithList(path) : System.IO.File.Create(path);
        Set(path, Private);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    [SupportedOSPlatform("windows")]
    private static FileStream CreateWithList(string path)
    {
        using var user = WindowsIdentity.GetCurrent();
        var list = new FileSecurity();
        list.SetSecurityDescriptorSddlForm($"O:{user.User}D:P(A;;FA;;;{user.User})(A;;FA;;;SY)(A;;FA;;;BA)");
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.FullControl, FileShare.None, bufferSize: 4096, FileOptions.None, list);
    }
}
