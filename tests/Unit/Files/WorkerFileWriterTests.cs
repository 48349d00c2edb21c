using System.Globalization;
using System.IO.Compression;
using System.Text;
using WorkerRunner.Files;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Files;

public sealed class WorkerFileWriterTests : IDisposable
{
    private const int UnixLink = 0xa000;

    private readonly World world = new();

    private TempFolder Folder => world.Folder;

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_file_from_a_secret_is_its_owners_alone()
    {
        Write(File("secret", [1]) with { IsPrivate = true }, File("open", [1]));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(("700", "755"), (Mode("secret"), Mode("open")));
    }

    [Fact]
    public void A_file_is_written_with_its_folders()
    {
        byte[] content = [0, 255, 13, 10, 128];
        Write(File("a/b/c.bin", content));
        Assert.Equal(content, System.IO.File.ReadAllBytes(Folder.File("a/b/c.bin")));
        Assert.Equal(["a/", "a/b/", "a/b/c.bin"], Folder.Contents());
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        Write(File("empty", []));
        Assert.Empty(System.IO.File.ReadAllBytes(Folder.File("empty")));
    }

    [Fact]
    public void A_file_replaces_the_one_that_is_there()
    {
        Folder.WritePrivate("f", "old and longer"u8.ToArray());
        Write(File("f", "new"u8.ToArray()));
        Assert.Equal("new", Text("f"));
        Assert.Equal(["f"], Folder.Contents());
    }

    [Fact]
    public void Of_two_files_for_one_path_the_later_counts()
    {
        Write(File("f", "first"u8.ToArray()), File("f", "second"u8.ToArray()));
        Assert.Equal("second", Text("f"));
        Assert.Equal(["f"], Folder.Contents());
    }

    [Fact]
    public void The_log_names_the_description_and_never_the_content()
    {
        var content = "the content of the file"u8.ToArray();
        Write(File("f", content, "the license"), Zip("z", ("e", content, 0)) with { Description = "the tools" }, File("g", content));
        Assert.Equal(
            [
                $"Writing the license to path {Folder.File("f")}",
                $"Unzipping the tools to path {Folder.File("z")}",
                $"Writing a file to path {Folder.File("g")}",
            ],
            world.Log.Lines);
        Assert.DoesNotContain(Convert.ToBase64String(content), world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_is_extracted_with_its_folders()
    {
        Write(Zip("target", ("a.txt", "A"u8.ToArray(), 0), ("empty/", [], 0), ("d/e/b.txt", "B"u8.ToArray(), 0)));
        Assert.Equal(["target/", "target/a.txt", "target/d/", "target/d/e/", "target/d/e/b.txt", "target/empty/"], Folder.Contents());
        Assert.Equal("B", Text("target/d/e/b.txt"));
    }

    [Fact]
    public void A_zip_without_entries_makes_its_folder()
    {
        Write(Zip("target"));
        Assert.Equal(["target/"], Folder.Contents());
    }

    [Fact]
    public void Of_two_entries_of_one_name_the_later_counts()
    {
        Write(Zip("target", ("a", "first"u8.ToArray(), 0), ("x/../a", "second"u8.ToArray(), 0)));
        Assert.Equal("second", Text("target/a"));
    }

    [Fact]
    public void Entries_keep_their_permission_bits_but_no_one_elses_right_to_write()
    {
        Test.UnixOnly();
        Write(Zip("z", ("script", [1], 0x81ff), ("data", [1], 0x8180), ("setuid", [1], 0x8dff), ("none", [1], 0)), File("file", [1]));
        Assert.Equal("755", Mode("z/script"));
        Assert.Equal("600", Mode("z/data"));
        Assert.Equal("755", Mode("z/setuid"));
        Assert.Equal("644", Mode("z/none"));
        Assert.Equal("755", Mode("file"));
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("YQ")]
    [InlineData("YQ=")]
    [InlineData("YQ==YQ==")]
    [InlineData("YQ-_")]
    public void Content_that_is_not_base64_is_an_error_that_does_not_show_it(string content)
    {
        var error = Fails(File("good", [1]), new WorkerFile("bad", new Secret(content), WorkerFileFormat.File, ""));
        Assert.Equal("The content of the file for bad is not valid base64.", error.Message);
        Assert.DoesNotContain(content, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Folder.Contents());
    }

    [Fact]
    public void Content_that_is_no_zip_is_an_error()
    {
        foreach (var bytes in new[] { [], "PK"u8.ToArray(), "plain text"u8.ToArray(), Archive(("a", "A"u8.ToArray(), 0))[..^5] })
        {
            var error = Fails(File("good", [1]), new WorkerFile("z", Content(bytes), WorkerFileFormat.Zip, ""));
            Assert.Contains("is not a zip archive", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("good", Folder.Contents());
        }
    }

    [Fact]
    public void A_zip_broken_anywhere_gives_all_of_it_or_an_error()
    {
        var archive = Archive(("a.txt", Encoding.UTF8.GetBytes(new string('A', 500)), 0), ("d/b.txt", "B"u8.ToArray(), 0x81a4));
        for (var at = 0; at < archive.Length; at++)
        {
            var broken = archive.ToArray();
            broken[at] ^= 0xff;
            try
            {
                Write(File("first", [1]), new WorkerFile("z", Content(broken), WorkerFileFormat.Zip, ""));
                // What broke was a name, a time, a permission: never the content.
                Assert.Equal(["B", new string('A', 500)], Folder.Contents().Where(c => c.StartsWith('z') && !c.EndsWith('/')).Select(Text).OrderBy(t => t.Length));
            }
            catch (WorkerFileException)
            {
                Assert.DoesNotContain(Folder.Contents(), c => !c.EndsWith('/'));
            }
            foreach (var entry in Directory.GetDirectories(Folder.Path)) Directory.Delete(entry, recursive: true);
            foreach (var entry in Directory.GetFiles(Folder.Path)) System.IO.File.Delete(entry);
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("../../evil")]
    [InlineData("a/../../evil")]
    [InlineData("a/b/../../../evil")]
    [InlineData("./../evil")]
    [InlineData("../target-beside/evil")]
    [InlineData("../targetevil")]
    [InlineData("/evil")]
    [InlineData("//evil")]
    [InlineData("/tmp/evil/")]
    public void An_entry_that_would_land_outside_is_refused_before_anything_is_written(string name)
    {
        var error = Fails(File("first", [1]), Zip("target", ("good", [1], 0), (name, [1], 0)));
        Assert.Contains($"\"{name}\", which would be written outside it", error.Message, StringComparison.Ordinal);
        Assert.Empty(Folder.Contents());
    }

    [Theory]
    [InlineData(@"..\evil")]
    [InlineData(@"a\..\..\evil")]
    [InlineData(@"\evil")]
    [InlineData(@"C:\evil")]
    [InlineData(@"C:evil")]
    [InlineData(@"\\server\share\evil")]
    [InlineData(@"..\../evil")]
    [InlineData("evil\0/../../x")]
    public void An_entry_in_the_manner_of_Windows_lands_outside_on_no_system(string name)
    {
        try
        {
            Write(Zip("outer/target", ("good", [1], 0), (name, [1], 0)));
        }
        catch (WorkerFileException)
        {
            Assert.Empty(Folder.Contents());
            return;
        }
        Assert.All(Folder.Contents(), c => Assert.True(c == "outer/" || c.StartsWith("outer/target/", StringComparison.Ordinal), c));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("good")]
    public void A_link_is_refused_wherever_it_leads(string target)
    {
        var error = Fails(File("first", [1]), Zip("target", ("good", [1], 0), ("link", Encoding.UTF8.GetBytes(target), UnixLink | 0x1ff)));
        Assert.Contains("holds a link, \"link\"", error.Message, StringComparison.Ordinal);
        Assert.Empty(Folder.Contents());
    }

    [Fact]
    public void A_folder_in_the_way_is_an_error_and_nothing_is_written()
    {
        Directory.CreateDirectory(Folder.File("in-the-way"));
        var error = Fails(File("first", [1]), File("in-the-way", [1]));
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
        Assert.Equal(["in-the-way/"], Folder.Contents());
    }

    [Fact]
    public void A_file_in_the_way_of_a_folder_is_an_error_and_nothing_is_written()
    {
        Folder.WritePrivate("f", "old"u8.ToArray());
        Fails(File("first", [1]), File("f/g", [1]));
        Assert.Equal(["f"], Folder.Contents());
        Assert.Equal("old", Text("f"));
    }

    [Fact]
    public void A_file_that_another_makes_a_folder_of_is_an_error_and_nothing_is_written()
    {
        Fails(File("first", [1]), File("a", [1]), File("a/b", [1]));
        Assert.DoesNotContain(Folder.Contents(), c => !c.EndsWith('/'));
    }

    [Fact]
    public void A_path_of_a_folder_is_an_error_and_nothing_is_written()
    {
        Fails(File("first", [1]), File("folder/", [1]));
        Assert.DoesNotContain(Folder.Contents(), c => !c.EndsWith('/'));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("")]
    public void A_path_that_is_none_is_an_error(string path) => Fails(File(path, [1]));

    [Fact]
    public void When_a_later_file_fails_the_earlier_ones_are_as_they_were()
    {
        Folder.WritePrivate("f", "old"u8.ToArray());
        Fails(File("f", "new"u8.ToArray()), Zip("z", ("a", [1], 0)), new WorkerFile("bad", new Secret("?"), WorkerFileFormat.File, ""));
        Assert.Equal("old", Text("f"));
        Assert.DoesNotContain(Folder.Contents(), c => c is not "f" && !c.EndsWith('/'));
    }

    [Fact]
    public void Cancelling_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new WorkerFileWriter(world.Environment.Surroundings, world.Environment.Log).WriteAll([File("f", [1])], cancelled.Token));
        Assert.Empty(Folder.Contents());
    }

    [Fact]
    public void An_archive_that_claims_more_than_4_GiB_is_refused()
    {
        var archive = Archive(("a", [1], 0), ("b", [1], 0), ("c", [1], 0));
        SetInDirectory(archive, 24, 0xfffffff0u);
        var error = Fails(new WorkerFile("z", Content(archive), WorkerFileFormat.Zip, ""));
        Assert.Contains("exceed 4 GiB", error.Message, StringComparison.Ordinal);
        Assert.Empty(Folder.Contents());
    }

    [Fact]
    public void So_are_several_that_do_so_together()
    {
        var archive = Archive(("a", [1], 0));
        SetInDirectory(archive, 24, 0x90000000u);
        var half = new WorkerFile("z", Content(archive), WorkerFileFormat.Zip, "");
        Assert.Contains("exceed 4 GiB", Fails(half, half with { Path = "y" }).Message, StringComparison.Ordinal);
        Assert.Empty(Folder.Contents());
    }

    [Fact]
    public void An_encrypted_entry_is_refused_be_it_compressed_or_stored()
    {
        foreach (var level in new[] { CompressionLevel.Optimal, CompressionLevel.NoCompression })
        {
            var archive = Archive(level, ("good", [1], 0), ("locked", [.. "the content"u8], 0));
            SetInDirectory(archive, 8, (ushort)1);
            var error = Fails(File("first", [1]), new WorkerFile("z", Content(archive), WorkerFileFormat.Zip, ""));
            Assert.Contains("which is encrypted", error.Message, StringComparison.Ordinal);
            Assert.Empty(Folder.Contents());
        }
    }

    [Theory]
    [InlineData(16, 0x12345678u, "its checksum does not match")]
    [InlineData(24, 10u, "\"entry\" for ")]
    [InlineData(24, 12u, "has 11 bytes, but the zip declares 12")]
    public void What_the_zip_says_of_an_entry_has_to_be_true(int at, uint lie, string expected)
    {
        foreach (var level in new[] { CompressionLevel.Optimal, CompressionLevel.NoCompression })
        {
            var archive = Archive(level, ("entry", [.. "the content"u8], 0));
            SetInDirectory(archive, at, lie);
            var error = Fails(File("first", [1]), new WorkerFile("z", Content(archive), WorkerFileFormat.Zip, ""));
            // A stored entry of another size than its own is refused by the framework, in other words.
            if (level == CompressionLevel.Optimal || at == 16) Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Folder.Contents(), c => !c.EndsWith('/'));
        }
    }

    [Fact]
    public void An_entry_behind_a_link_is_refused_and_nothing_is_written()
    {
        Test.UnixOnly();
        Directory.CreateDirectory(Folder.File("target/a"));
        Directory.CreateDirectory(Folder.File("outside"));
        Unix.MakeLink(Folder.File("target/a/link"), Folder.File("outside"));
        foreach (var name in new[] { "a/link/evil", "a/link/deeper/evil", "a/link/folder/" })
        {
            var error = Fails(File("first", [1]), Zip("target", ("good", [1], 0), (name, [], 0)));
            Assert.Contains($"{Folder.File("target/a/link")} is a link", error.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Folder.Contents(), c => c.Contains("evil", StringComparison.Ordinal) || c.Contains("first", StringComparison.Ordinal) || c.Contains("good", StringComparison.Ordinal));
        Unix.MakeLink(Folder.File("shortcut"), Folder.File("target"));
        Write(Zip("shortcut", ("good", [1], 0)));
        Assert.True(System.IO.File.Exists(Folder.File("target/good")));
    }

    [Fact]
    public void A_name_may_be_as_long_as_names_can_be()
    {
        Test.UnixOnly();
        var name = new string('n', 255);
        Write(File(name, [1]), Zip("z", (name, [1], 0)));
        Assert.Equal([name, "z/", $"z/{name}"], Folder.Contents());
    }

    [Fact]
    public void A_file_that_is_there_hands_down_its_owner_and_permissions_unless_the_new_one_is_secret()
    {
        Test.UnixOnly();
        Test.RootOnly();
        foreach (var name in new[] { "open", "secret" })
        {
            Folder.WritePrivate(name, [1]);
            if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(Folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Unix.Give(Folder.File(name), 65534);
        }
        Write(File("open", [2]), File("secret", [2]) with { IsPrivate = true });
        Assert.Equal(("640", "700"), (Mode("open"), Mode("secret")));
        Assert.Contains("belongs to user 65534", Assert.Throws<FileGuardException>(() => world.Machine.Files.IsLoose(Folder.File("open"))).Message, StringComparison.Ordinal);
        Assert.False(world.Machine.Files.IsLoose(Folder.File("secret")));
    }

    [Fact]
    public void When_a_later_file_cannot_be_put_in_its_place_the_earlier_ones_are_as_they_were()
    {
        Folder.WritePrivate("f", "old"u8.ToArray());
        world.Machine.Files = new FailingGuard { Fails = n => n == 2 };
        Fails(File("f", "new"u8.ToArray()), Zip("z", ("a", [1], 0), ("b", [1], 0)), File("g", [1]));
        Assert.Equal(["f", "z/"], Folder.Contents());
        Assert.Equal("old", Text("f"));
    }

    private static WorkerFile File(string path, byte[] content, string description = "") => new(path, Content(content), WorkerFileFormat.File, description);

    private static WorkerFile Zip(string path, params (string Name, byte[] Content, int Mode)[] entries) =>
        new(path, Content(Archive(entries)), WorkerFileFormat.Zip, "");

    private static Secret Content(byte[] bytes) => new(Convert.ToBase64String(bytes));

    private static byte[] Archive(params (string Name, byte[] Content, int Mode)[] entries) => Archive(CompressionLevel.Optimal, entries);

    private static byte[] Archive(CompressionLevel level, params (string Name, byte[] Content, int Mode)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content, mode) in entries)
            {
                var entry = zip.CreateEntry(name, level);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        return buffer.ToArray();
    }

    /// <summary>
    /// Sets a field of all entries in the central directory, by its offset from their signatures: 8 the flags, 16 the checksum, 24 the
    /// size of the content.
    /// </summary>
    private static void SetInDirectory(byte[] archive, int field, uint value) => SetInDirectory(archive, field, BitConverter.GetBytes(value));

    private static void SetInDirectory(byte[] archive, int field, ushort value) => SetInDirectory(archive, field, BitConverter.GetBytes(value));

    private static void SetInDirectory(byte[] archive, int field, byte[] value)
    {
        for (var at = 0; at < archive.Length - 28; at++)
            if (archive.AsSpan(at, 4).SequenceEqual("PK\u0001\u0002"u8)) value.CopyTo(archive, at + field);
    }

    private void Write(params WorkerFile[] files) => new WorkerFileWriter(world.Environment.Surroundings, world.Environment.Log).WriteAll(files, Test.Token);

    private WorkerFileException Fails(params WorkerFile[] files) => Assert.Throws<WorkerFileException>(() => Write(files));

    private string Text(string name) => System.IO.File.ReadAllText(Folder.File(name));

    private string Mode(string name) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)System.IO.File.GetUnixFileMode(Folder.File(name)), 8).ToString(CultureInfo.InvariantCulture);
}
