using WorkerRunner.Files;

namespace WorkerRunner.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_private_file_is_its_owners_alone_even_where_the_old_one_was_not()
    {
        Test.UnixOnly();
        var path = world.Folder.File("d/f");
        Directory.CreateDirectory(world.Folder.File("d"));
        File.WriteAllText(path, "old");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0x1b6);
        PrivateFile.Write(world.Machine.Files, path, "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(path));
        Assert.False(world.Machine.Files.IsLoose(path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(["d/", "d/f"], world.Folder.Contents());
    }

    [Fact]
    public void Where_it_cannot_be_put_in_place_nothing_is_left()
    {
        Directory.CreateDirectory(world.Folder.File("folder"));
        Assert.ThrowsAny<Exception>(() => PrivateFile.Write(world.Machine.Files, world.Folder.File("folder"), [1]));
        Assert.Equal(["folder/"], world.Folder.Contents());
    }
}
