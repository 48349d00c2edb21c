using System.Runtime.InteropServices;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Machine.Unix;

public sealed class UnixFileGuardTests : IDisposable
{
    private readonly TempFolder folder;
    private readonly UnixFileGuard guard = new(UnixFileCalls.Here);

    public UnixFileGuardTests()
    {
        Test.UnixOnly();
        folder = new TempFolder();
    }

    public void Dispose() => folder?.Dispose();

    [Fact]
    public void What_was_opened_is_what_is_tightened_and_read_whatever_becomes_of_its_path()
    {
        var (path, kept) = (Loose("file", "first"), folder.File("kept"));
        using var file = guard.Open(path);
        File.Move(path, kept);
        Loose("file", "second");
        Assert.True(file.IsLoose);
        file.Tighten();
        Assert.Equal("first"u8.ToArray(), file.Read(100));
        Assert.False(guard.IsLoose(kept));
        Assert.True(guard.IsLoose(path));
    }

    [Fact]
    public void No_more_is_read_than_one_byte_over_the_limit()
    {
        folder.WritePrivate("file", new byte[200_000]);
        using var file = guard.Open(folder.File("file"));
        Assert.Equal(150_001, file.Read(150_000).Length);
    }

    [Fact]
    public void A_link_is_refused_wherever_it_leads()
    {
        folder.WritePrivate("file", []);
        foreach (var destination in new[] { folder.File("file"), folder.File("missing"), folder.Path, "/dev/null" })
        {
            var link = folder.File(Guid.NewGuid().ToString());
            Fakes.Unix.MakeLink(link, destination);
            Assert.Equal($"{link} is a link.", Assert.Throws<FileGuardException>(() => guard.Open(link)).Message);
            Assert.Equal(FileKind.Link, guard.KindOf(link));
        }
    }

    [Fact]
    public void Links_on_the_way_are_followed()
    {
        folder.WritePrivate("file", []);
        Fakes.Unix.MakeLink(folder.File("link"), folder.Path);
        Assert.False(guard.IsLoose(folder.File("link/file")));
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_at_once()
    {
        Fakes.Unix.MakeFifo(folder.File("pipe"));
        Fakes.Unix.MakeSocket(folder.File("socket"));
        foreach (var path in new[] { folder.File("pipe"), folder.File("socket"), "/dev/null", "/dev/tty" })
            Assert.Equal($"{path} is not a regular file.", Assert.Throws<FileGuardException>(() => guard.Open(path)).Message);
        Assert.Equal($"{folder.Path} is a folder, not a file.", Assert.Throws<FileGuardException>(() => guard.Open(folder.Path)).Message);
    }

    [Fact]
    public void Kinds_are_told_apart()
    {
        folder.WritePrivate("file", []);
        Assert.Equal(FileKind.None, guard.KindOf(folder.File("missing")));
        Assert.Equal(FileKind.None, guard.KindOf(folder.File("file/below")));
        Assert.Equal(FileKind.Regular, guard.KindOf(folder.File("file")));
        Assert.Equal(FileKind.Folder, guard.KindOf(folder.Path));
        Assert.Equal(FileKind.Special, guard.KindOf("/dev/null"));
    }

    [Fact]
    public void One_that_is_not_there_is_missing_and_other_errors_have_their_own_reason()
    {
        Assert.Throws<FileNotFoundException>(() => guard.Open(folder.File("missing")));
        Assert.Throws<FileNotFoundException>(() => guard.Open(folder.WritePrivate("file", []) + "/below"));
        var longName = folder.File(new string('x', 300));
        Assert.Equal($"{longName} cannot be opened: File name too long.", Assert.Throws<IOException>(() => guard.Open(longName)).Message);
        Assert.Equal($"{longName} cannot be examined: File name too long.", Assert.Throws<IOException>(() => guard.KindOf(longName)).Message);
    }

    // Permission bits in octal. Who asks, whose the file is, what becomes of it.
    [Theory]
    [InlineData(0, 0, "600", "private")]
    [InlineData(0, 0, "400", "private")]
    [InlineData(0, 0, "640", "loose")]
    [InlineData(0, 0, "602", "loose")]
    [InlineData(1000, 1000, "600", "private")]
    [InlineData(1000, 1000, "666", "loose")]
    [InlineData(0, 1000, "600", "belongs to user 1000, but this process runs as user 0.")]
    [InlineData(1000, 1001, "644", "belongs to user 1001, but this process runs as user 1000.")]
    [InlineData(1000, 0, "640", "root's")]
    [InlineData(1000, 0, "644", "root's and loose")]
    [InlineData(1000, 0, "660", "belongs to root, but others can write to it (660), and this process runs as user 1000.")]
    [InlineData(1000, 0, "602", "belongs to root, but others can write to it (602), and this process runs as user 1000.")]
    public void Whose_a_file_is_and_who_may_use_it_decides(uint user, uint owner, string mode, string expected)
    {
        var status = new FileStatus(0x8000 | Convert.ToInt32(mode, 8), owner, 0);
        Assert.EndsWith(expected, Judge(), StringComparison.Ordinal);

        string Judge()
        {
            try
            {
                using var handle = new UnixFileHandle(-1);
                using var file = new UnixPrivateFile("/a/file", handle, status, user);
                return file.CanTighten ? file.IsLoose ? "loose" : "private" : file.IsLoose ? "root's and loose" : "root's";
            }
            catch (FileGuardException e)
            {
                return e.Message;
            }
        }
    }

    [Fact]
    public void A_file_that_takes_anothers_place_has_its_owner_and_permissions()
    {
        Test.RootOnly();
        var (other, path) = (Loose("other", "x"), folder.File("new"));
        Fakes.Unix.Give(other, 65534);
        guard.CreateInPlaceOf(path, 0x1ed, other).Dispose();
        using var handle = File.OpenRead(path);
        Assert.Equal(0, UnixFileCalls.Here.Look(path, out var status));
        Assert.Equal((65534u, 0u, 0x1a4), (status.Owner, status.Group, status.Permissions));
    }

    [Fact]
    public void What_is_kept_aside_stays_where_it_is_and_can_be_put_back()
    {
        var (path, backup) = (folder.WritePrivate("file", "old"u8.ToArray()), folder.File("backup"));
        guard.KeepAside(path, backup);
        Assert.Equal("old", File.ReadAllText(path));
        guard.Replace(folder.WritePrivate("new", "new"u8.ToArray()), path);
        guard.Replace(backup, path);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["file"], folder.Contents());
    }

    [Fact]
    public void A_regular_file_is_told_from_a_device_by_its_handle()
    {
        using var file = new FileStream(folder.WritePrivate("file", []), FileMode.Open);
        using var device = new FileStream("/dev/null", FileMode.Open, FileAccess.Write);
        Assert.True(guard.IsRegular(file));
        Assert.False(guard.IsRegular(device));
    }

    /// <summary>The numbers of asm-generic/fcntl.h and of arm's own; those of macOS's sys/fcntl.h.</summary>
    [Theory]
    [InlineData(false, Architecture.X64, 0x20000 | 0x80000 | 0x900)]
    [InlineData(false, Architecture.Arm64, 0x8000 | 0x80000 | 0x900)]
    [InlineData(false, Architecture.Arm, 0x8000 | 0x80000 | 0x900)]
    [InlineData(true, Architecture.X64, 0x1000000 | 0x20000 | 0x104)]
    [InlineData(true, Architecture.Arm64, 0x1000000 | 0x20000 | 0x104)]
    public void Each_system_has_its_own_numbers(bool isMac, Architecture architecture, int flags)
    {
        var calls = UnixFileCalls.For(isMac, architecture);
        Assert.Equal(isMac, calls is MacFileCalls);
        Assert.Equal(flags, calls.ReadFlags);
    }

    [Fact]
    public void The_structure_of_macOS_is_read()
    {
        // struct stat of a regular file of user 501 and group 20 with the permissions 0640: dev, mode, nlink, ino, uid, gid, …
        byte[] fields = [4, 0, 0, 1, 0xa0, 0x81, 1, 0, .. new byte[8], 0xf5, 1, 0, 0, 20, 0, 0, 0, .. new byte[120]];
        var status = MacFileCalls.Parse(fields);
        Assert.Equal(new FileStatus(0x81a0, 501, 20), status);
        Assert.Equal((FileKind.Regular, 0x1a0), (status.Kind, status.Permissions));
    }

    private string Loose(string name, string content)
    {
        var path = folder.File(name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return path;
    }
}
