using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's calls for files and folders.</summary>
internal static class FileExtensions
{
    extension(File)
    {
        public static UnixFileMode GetUnixFileMode(string path)
        {
            Assert.Equal(0, UnixFileCalls.Here.Look(path, out var status));
            return (UnixFileMode)status.Permissions;
        }

        public static void SetUnixFileMode(string path, UnixFileMode mode) => Assert.True(LibC.SetMode(path, (int)mode));

        public static Task<string> ReadAllTextAsync(string path, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(File.ReadAllText(path));
        }

        public static Task WriteAllTextAsync(string path, string text, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.WriteAllText(path, text);
            return Task.CompletedTask;
        }
    }

    extension(Directory)
    {
        public static DirectoryInfo CreateTempSubdirectory(string prefix) =>
            Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), prefix + Guid.NewGuid().ToString("N")));
    }

    extension(Path)
    {
        public static string GetRelativePath(string relativeTo, string path) => path.Substring(relativeTo.Length + 1);
    }
}
