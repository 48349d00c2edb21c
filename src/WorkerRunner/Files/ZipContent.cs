using System.IO.Compression;

namespace WorkerRunner.Files;

/// <summary>A zip archive whose entries have all been looked at: none lands outside the target, none is a link.</summary>
internal sealed class ZipContent : IDisposable
{
    private const long LargestTotal = 4L * 1024 * 1024 * 1024;
    private const int UnixTypeMask = 0xf000;
    private const int UnixLink = 0xa000;
    private const int DefaultMode = 0x1a4; // 0644
    private const int PermissionBits = 0x1ed; // 0755

    private readonly ZipArchive archive;

    private ZipContent(ZipArchive archive) => this.archive = archive;

    /// <summary>Opens an archive and checks it.</summary>
    /// <exception cref="WorkerFileException">It is no archive, or an entry is refused.</exception>
    public static ZipContent Open(byte[] bytes, string target)
    {
        try
        {
            var content = new ZipContent(new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read));
            content.Check(target);
            return content;
        }
        catch (InvalidDataException e)
        {
            throw new WorkerFileException($"The content for {target} is not a zip archive: {e.Message}", inner: e);
        }
    }

    /// <summary>Each file in it: where it lands, its permission bits, and a way to read it.</summary>
    public IEnumerable<(string Path, int Mode, Func<Stream> Open)> Files(string target) => archive.Entries
        .Where(e => !IsFolder(e))
        .Select(e => (PathOf(e, target), ModeOf(e), (Func<Stream>)e.Open));

    /// <summary>Each folder in it.</summary>
    public IEnumerable<string> Folders(string target) => archive.Entries.Where(IsFolder).Select(e => PathOf(e, target));

    public void Dispose() => archive.Dispose();

    private void Check(string target)
    {
        var root = Path.GetFullPath(target).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (var entry in archive.Entries)
        {
            if ((UnixMode(entry) & UnixTypeMask) == UnixLink)
                throw new WorkerFileException($"The zip for {target} holds a link, \"{entry.FullName}\"; links are refused.");
            if (!LandsIn(root, entry, target))
                throw new WorkerFileException($"The zip for {target} holds \"{entry.FullName}\", which would land outside it; nothing of it was written.");
        }

        if (archive.Entries.Sum(e => (double)e.Length) > LargestTotal)
            throw new WorkerFileException($"The zip for {target} would extract to more than {LargestTotal >> 30} GiB; worker files are small files.");
    }

    private static bool LandsIn(string root, ZipArchiveEntry entry, string target)
    {
        try
        {
            return (PathOf(entry, target) + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // No path at all: .NET Framework refuses such as "//x" and "C:x:y".
            return false;
        }
    }

    // A backslash separates folders only for archives made by old Windows tools, and for Windows itself: there it must not hide a "..".
    private static string PathOf(ZipArchiveEntry entry, string target) =>
        Path.GetFullPath(Path.Combine(target, entry.FullName)).TrimEnd(Path.DirectorySeparatorChar);

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith("/", StringComparison.Ordinal);

    private static int UnixMode(ZipArchiveEntry entry) => (entry.ExternalAttributes >> 16) & 0xffff;

    private static int ModeOf(ZipArchiveEntry entry) => UnixMode(entry) is var mode and not 0 ? mode & PermissionBits : DefaultMode;
}
