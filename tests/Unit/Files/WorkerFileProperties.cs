using System.IO.Compression;
using CsCheck;
using WorkerRunner.Files;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Files;

/// <summary>
/// What holds of worker files whatever they are. A failure prints a seed, with which CsCheck_Seed repeats it; CsCheck_Time=600 tries for ten
/// minutes.
/// </summary>
public sealed class WorkerFileProperties
{
    // Few names, so that files, folders and entries meet; on Unix also such as Windows makes others of.
    private static readonly Gen<string> Name = Gen.OneOf<string>(
        ["a", "b", "ü", "a b", ".worker-runner.x.tmp", .. OperatingSystem.IsWindows() ? Array.Empty<string>() : ["A", "...", new string('n', 255)]]);

    private static readonly Gen<string> EntryName =
        from parts in Gen.Frequency((20, Name), (1, Gen.Const("..")), (1, Gen.Const(".")), (1, Gen.Const(""))).Array[1, 4]
        from separator in OperatingSystem.IsWindows() ? Gen.OneOf("/", @"\") : Gen.Const("/")
        from end in Gen.Frequency((4, Gen.Const("")), (1, Gen.Const("/")))
        select (string.Join(separator, parts) + end) is { Length: > 0 } name ? name : "a";

    private static readonly Gen<byte[]> Content = Gen.Frequency((4, Gen.Byte.Array[0, 100]), (1, Gen.Byte.Array[100_000]));

    private static readonly Gen<Entry> AnyEntry =
        from name in EntryName
        from content in Content
        from isStored in Gen.Bool
        select new Entry(name, name.EndsWith('/') ? [] : content, isStored ? CompressionLevel.NoCompression : CompressionLevel.Optimal);

    /// <summary>Targets are two levels below the folder that is looked at, so that what leaves them is seen.</summary>
    private static readonly Gen<WorkerFile> AnyFile = Gen.OneOf(
        from name in Name
        from content in Content
        from isPrivate in Gen.Bool
        select new WorkerFile($"x/y/{name}", new Secret(Convert.ToBase64String(content)), WorkerFileFormat.File, "") { IsPrivate = isPrivate },
        from name in Name
        from entries in AnyEntry.Array[0, 5]
        from isPrivate in Gen.Bool
        select new WorkerFile($"x/y/{name}", new Secret(Convert.ToBase64String(Archive(entries))), WorkerFileFormat.Zip, "") { IsPrivate = isPrivate });

    [Fact]
    public void What_a_zip_holds_is_what_is_written_and_nothing_leaves_its_folder() => AnyEntry.Array[0, 6].Sample(entries =>
    {
        using var world = new World();
        var error = Write(world, new WorkerFile("x/y/z", new Secret(Convert.ToBase64String(Archive(entries))), WorkerFileFormat.Zip, ""));
        var written = world.Folder.Contents().Where(c => !c.EndsWith('/')).ToDictionary(c => c, c => File.ReadAllBytes(world.Folder.File(c)));
        Assert.All(written.Keys, path => Assert.StartsWith("x/y/z/", path, StringComparison.Ordinal));
        if (error is not null) Assert.Empty(written);
        else Assert.Equal(Expected(entries), written);
    });

    [Fact]
    public void All_files_are_written_or_none_wherever_it_fails() =>
        Gen.Select(AnyFile.Array[1, 4], AnyFile.Array[1, 4], Gen.Int[0, 12], Gen.Bool).Sample((before, files, failing, knowsNoLinks) =>
        {
            using var world = new World();
            Write(world, before);
            var state = State(world);
            world.Machine.Files = new FailingGuard { Fails = n => n == failing, KnowsNoLinks = knowsNoLinks };
            var error = Write(world, files);
            // That may be the replacement that puts a file back.
            if (error?.Message.Contains("could not be restored", StringComparison.Ordinal) == true) return;
            if (error is not null) Assert.Equal(state, State(world));
            Assert.DoesNotContain(world.Folder.Contents(), IsTemporary);
        });

    [Fact]
    public void A_zip_with_any_byte_changed_gives_an_error_or_contents_that_it_holds() =>
        Gen.Select(AnyEntry.Array[1, 4], Gen.Double.Unit, Gen.Byte[1, 255]).Sample((entries, place, change) =>
        {
            using var world = new World();
            var archive = Archive(entries);
            archive[(int)(place * archive.Length)] ^= change;
            if (Write(world, new WorkerFile("x/y/z", new Secret(Convert.ToBase64String(archive)), WorkerFileFormat.Zip, "")) is not null) return;
            var held = entries.Select(e => Convert.ToBase64String(e.Content)).ToHashSet();
            foreach (var file in world.Folder.Contents().Where(c => !c.EndsWith('/')))
            {
                Assert.StartsWith("x/y/z/", file, StringComparison.Ordinal);
                Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(world.Folder.File(file))), held);
            }
        });

    private static WorkerFileException? Write(World world, params WorkerFile[] files)
    {
        try
        {
            new WorkerFileWriter(world.Environment.Surroundings, world.Environment.Log).WriteAll(files, Test.Token);
            return null;
        }
        catch (WorkerFileException e)
        {
            return e;
        }
    }

    /// <summary>What an archive comes to, worked out another way: by walking each name's parts.</summary>
    private static Dictionary<string, byte[]> Expected(IEnumerable<Entry> entries)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, content, _) in entries.Where(e => !e.Name.EndsWith('/')))
        {
            var walked = new List<string>();
            foreach (var part in name.Split(OperatingSystem.IsWindows() ? ['/', '\\'] : ['/']))
                if (part == "..") walked.RemoveAt(walked.Count - 1);
                else if (part is not ("" or ".")) walked.Add(part);
            files[$"x/y/z/{string.Join('/', walked)}"] = content;
        }
        return files;
    }

    /// <summary>All files with their contents and permissions; folders that were made may stay.</summary>
    private static List<string> State(World world) =>
    [
        .. from path in world.Folder.Contents()
           where !path.EndsWith('/')
           let file = new FileInfo(world.Folder.File(path))
           select $"{path} {(OperatingSystem.IsWindows() ? 0 : file.UnixFileMode)} {Convert.ToBase64String(File.ReadAllBytes(file.FullName))}",
    ];

    private static bool IsTemporary(string path) => Path.GetFileName(path) is var name && name.Length == 60 && name.StartsWith(".worker-runner.", StringComparison.Ordinal);

    private static byte[] Archive(Entry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content, level) in entries)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        return buffer.ToArray();
    }

    private sealed record Entry(string Name, byte[] Content, CompressionLevel Level)
    {
        public override string ToString() => $"{Name} ({Content.Length} bytes)";
    }
}
