using System.Text;
using WorkerRunner.Files;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Files;

public sealed class StagedFilesTests : IDisposable
{
    private const int Mode = 0x1a4; // 0644

    private readonly TempFolder folder = new();
    private readonly FailingGuard guard = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nothing_is_in_its_place_before_all_are_written()
    {
        using (var staged = new StagedFiles(guard))
        {
            Add(staged, "a", "new");
            Assert.False(File.Exists(folder.File("a")));
        }
        Assert.Empty(folder.Contents());
    }

    public static TheoryData<int, bool> Failures => new(
        from failing in Enumerable.Range(0, 4)
        from knowsNoLinks in new[] { false, true }
        select (failing, knowsNoLinks));

    [Theory]
    [MemberData(nameof(Failures))]
    public void Whichever_replacement_fails_all_places_are_as_they_were(int failing, bool knowsNoLinks)
    {
        folder.WritePrivate("a", "old a"u8.ToArray());
        folder.WritePrivate("d", "old d"u8.ToArray());
        guard.Fails = n => n == failing;
        guard.KnowsNoLinks = knowsNoLinks;
        using (var staged = new StagedFiles(guard))
        {
            foreach (var name in new[] { "a", "b", "a", "d" }) Add(staged, name, "new");
            var error = Assert.Throws<IOException>(staged.Commit);
            Assert.EndsWith("cannot be replaced.", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["a", "d"], folder.Contents());
        Assert.Equal(("old a", "old d"), (Text("a"), Text("d")));
    }

    [Fact]
    public void What_cannot_be_put_back_is_kept_and_named()
    {
        folder.WritePrivate("a", "old a"u8.ToArray());
        folder.WritePrivate("b", "old b"u8.ToArray());
        guard.Fails = n => n > 0;
        IOException error;
        using (var staged = new StagedFiles(guard))
        {
            Add(staged, "a", "new");
            Add(staged, "b", "new");
            error = Assert.Throws<IOException>(staged.Commit);
        }
        Assert.StartsWith($"{folder.File("b")} cannot be replaced. {folder.File("a")} could not be restored: ", error.Message, StringComparison.Ordinal);
        var backup = Assert.Single(folder.Contents(), c => c.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.EndsWith($"Its previous content is in {folder.File(backup)}.", error.Message, StringComparison.Ordinal);
        Assert.Equal("old a", Text(backup));
        Assert.Equal("old b", Text("b"));
    }

    [Fact]
    public void What_a_killed_process_left_beside_a_place_goes_when_it_is_written_again()
    {
        // As SIGKILL leaves it: never committed, never disposed of.
        Add(new StagedFiles(guard), "a", "a secret");
        Add(new StagedFiles(guard), "b", "somebody else's, who may still be at it");
        Assert.Equal(2, folder.Contents().Count);
        PrivateFile.Write(guard, folder.File("a"), "new"u8.ToArray());
        Assert.Equal("new", Text("a"));
        Assert.Equal(2, folder.Contents().Count);
        Assert.DoesNotContain(folder.Contents(), c => Text(c) == "a secret");
        PrivateFile.Write(guard, folder.File("b"), "new"u8.ToArray());
        Assert.Equal(["a", "b"], folder.Contents());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ü")]
    public void A_name_may_be_as_long_as_names_can_be(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 255 / Encoding.UTF8.GetByteCount(letter)));
        // A folder of .NET Framework on Windows has less room.
        Assert.SkipWhen(OperatingSystem.IsWindows() && folder.File(name).Length > 259, "The path is too long here.");
        PrivateFile.Write(guard, folder.File(name), [1]);
        PrivateFile.Write(guard, folder.File(name), [2]);
        Assert.Equal([name], folder.Contents());
    }

    [Fact]
    public void What_is_no_regular_file_is_not_replaced()
    {
        Test.UnixOnly();
        folder.WritePrivate("file", "old"u8.ToArray());
        Unix.MakeLink(folder.File("link"), folder.File("file"));
        Unix.MakeLink(folder.File("dangling"), folder.File("missing"));
        Unix.MakeFifo(folder.File("pipe"));
        Directory.CreateDirectory(folder.File("folder"));
        var before = folder.Contents();
        foreach (var (name, kind) in new[] { ("link", "a link"), ("dangling", "a link"), ("pipe", "a device, pipe or socket"), ("folder", "a folder") })
        {
            var expected = $"{folder.File(name)} is {kind}, and is not replaced by a file.";
            Assert.Equal(expected, Assert.Throws<IOException>(() => PrivateFile.Write(guard, folder.File(name), [1])).Message);
            using var staged = new StagedFiles(guard);
            Assert.Equal(expected, Assert.Throws<IOException>(() => staged.AddPublic(folder.File(name), Mode)).Message);
        }
        Assert.Equal(before, folder.Contents());
        Assert.Equal("old", Text("file"));
    }

    [Fact]
    public void A_device_stays_a_device()
    {
        Test.UnixOnly();
        Test.RootOnly();
        Unix.MakeNullDevice(folder.File("null"));
        Assert.Throws<IOException>(() => PrivateFile.Write(guard, folder.File("null"), [1]));
        Assert.Equal(FileKind.Special, guard.KindOf(folder.File("null")));
    }

    private void Add(StagedFiles staged, string name, string content)
    {
        using var file = staged.AddPublic(folder.File(name), Mode);
        var bytes = Encoding.UTF8.GetBytes(content);
        file.Write(bytes, 0, bytes.Length);
    }

    private string Text(string name) => File.ReadAllText(folder.File(name));
}
