namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A file's permission bits, where there are such.</summary>
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
}
