using System.IO.Compression;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>A zip archive whose entries have all been looked at: none lands outside the target, none is a link, none is encrypted.</summary>
internal sealed class ZipContent : IDisposable
{
    private const int UnixTypeMask = 0xf000;
    private const int UnixLink = 0xa000;
    private const int DefaultMode = 0x1a4; // 0644
    private const int PermissionBits = 0x1ed; // 0755

    private readonly ZipArchive archive;
    private readonly IReadOnlyList<ZipRecord> records;
    private readonly string target;

    private ZipContent(byte[] bytes, string target)
    {
        archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        records = ZipRecord.ReadAll(bytes);
        this.target = target;
        if (archive.Entries.Count != records.Count) throw new InvalidDataException("Its central directory is inconsistent.");
    }

    /// <summary>How many bytes it says that all its files have; the files themselves are held to it.</summary>
    public double Size => archive.Entries.Sum(e => (double)e.Length);

    /// <summary>Opens an archive and checks it.</summary>
    /// <param name="bytes">The archive.</param>
    /// <param name="target">The folder it is for, a full path.</param>
    /// <param name="guard">Looks at the folders that are there.</param>
    /// <exception cref="WorkerFileException">It is no archive, or an entry is refused.</exception>
    /// <exception cref="IOException">A folder cannot be looked at.</exception>
    public static ZipContent Open(byte[] bytes, string target, IFileGuard guard)
    {
        try
        {
            var content = new ZipContent(bytes, target);
            content.Check(guard);
            return content;
        }
        catch (InvalidDataException e)
        {
            throw new WorkerFileException($"The content for {target} is not a zip archive: {e.Message}", inner: e);
        }
    }

    /// <summary>Each file in it.</summary>
    public IEnumerable<ZipFile> Files() => archive.Entries
        .Select((entry, index) => (Entry: entry, records[index].Crc))
        .Where(e => !IsFolder(e.Entry))
        .Select(e => new ZipFile(e.Entry, e.Crc, PathOf(e.Entry), ModeOf(e.Entry)));

    /// <summary>Each folder in it.</summary>
    public IEnumerable<string> Folders() => archive.Entries.Where(IsFolder).Select(PathOf);

    public void Dispose() => archive.Dispose();

    private void Check(IFileGuard guard)
    {
        var root = Path.GetFullPath(target).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            var entry = archive.Entries[i];
            if ((UnixMode(entry) & UnixTypeMask) == UnixLink) throw Refused($"a link, \"{entry.FullName}\"; links are refused.");
            if (records[i].IsEncrypted) throw Refused($"\"{entry.FullName}\", which is encrypted; encrypted entries are not supported.");
            if (!LandsIn(root, entry)) throw Refused($"\"{entry.FullName}\", which would be written outside it; nothing from it was written.");
            for (var folder = FolderOf(entry); folder.Length > root.Length && known.Add(folder); folder = Path.GetDirectoryName(folder)!)
                if (guard.KindOf(folder) == FileKind.Link) throw Refused($"\"{entry.FullName}\", but {folder} is a link, which may lead outside it; nothing from it was written.");
        }
    }

    private WorkerFileException Refused(string why) => new($"The zip for {target} holds {why}");

    private bool LandsIn(string root, ZipArchiveEntry entry)
    {
        try
        {
            return (PathOf(entry) + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // No path at all: .NET Framework refuses such as "//x" and "C:x:y".
            return false;
        }
    }

    private string FolderOf(ZipArchiveEntry entry) => IsFolder(entry) ? PathOf(entry) : Path.GetDirectoryName(PathOf(entry))!;

    // A backslash separates folders only for archives made by old Windows tools, and for Windows itself: there it must not hide a "..".
    private string PathOf(ZipArchiveEntry entry) =>
        Path.GetFullPath(Path.Combine(target, entry.FullName)).TrimEnd(Path.DirectorySeparatorChar);

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith("/", StringComparison.Ordinal);

    private static int UnixMode(ZipArchiveEntry entry) => (entry.ExternalAttributes >> 16) & 0xffff;

    private static int ModeOf(ZipArchiveEntry entry) => UnixMode(entry) is var mode and not 0 ? mode & PermissionBits : DefaultMode;
}
