using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A folder of its own for a test.</summary>
/// <param name="isInMemory">Whether it is in memory where the system has such a place: for many files that nobody needs to find after a power cut.</param>
internal sealed class TempFolder(bool isInMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = isInMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"WorkerRunner.Tests.{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("WorkerRunner.Tests.").FullName;

    public string File(string name) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, name));

    /// <summary>Writes a file that nobody else can read.</summary>
    public string WritePrivate(string name, byte[] content)
    {
        var path = File(name);
        System.IO.File.Delete(path);
        using var file = HostMachine.Create(TimeProvider.System).Files.CreatePrivate(path);
        file.Write(content, 0, content.Length);
        return path;
    }

    /// <summary>Everything in the folder, by relative path; folders end with a slash.</summary>
    public IReadOnlyList<string> Contents() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Select(p => System.IO.Path.GetRelativePath(Path, p).Replace(System.IO.Path.DirectorySeparatorChar, '/') + (Directory.Exists(p) ? "/" : ""))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
