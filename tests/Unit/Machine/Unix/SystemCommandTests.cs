using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Machine.Unix;

public sealed class SystemCommandTests : IDisposable
{
    private const string Name = "a-command-of-this-test";
    private const int Ours = 0x1c0; // 0700

    private readonly TempFolder folder;

    public SystemCommandTests()
    {
        Test.UnixOnly();
        folder = new TempFolder();
        File.WriteAllText(folder.File(Name), "#!/bin/sh\n");
        Assert.True(LibC.SetMode(folder.File(Name), Ours));
    }

    public void Dispose() => folder?.Dispose();

    [Fact]
    public void It_is_found_where_PATH_names_its_folder_in_full() =>
        Assert.Equal(folder.File(Name), SystemCommand.Find(Name, $"/nowhere:{folder.Path}"));

    [Fact]
    public void What_PATH_does_not_name_in_full_is_never_looked_into()
    {
        var upToRoot = string.Concat(Enumerable.Repeat("../", Directory.GetCurrentDirectory().Split('/').Length - 1));
        var relative = upToRoot + folder.Path.Substring(1);
        Assert.True(File.Exists(Path.Combine(relative, Name)));
        foreach (var path in new[] { relative, $":{relative}:.", "" }) Assert.Throws<MachineException>(() => SystemCommand.Find(Name, path));
    }

    [Fact]
    public void The_systems_own_folders_come_last() => Assert.EndsWith("/sh", SystemCommand.Find("sh", folder.Path), StringComparison.Ordinal);

    [Theory]
    [InlineData(0x02)]
    [InlineData(0x10)]
    public void Nothing_is_executed_from_a_folder_where_others_may_write(int rights)
    {
        Assert.True(LibC.SetMode(folder.Path, Ours | rights));
        var error = Assert.Throws<MachineException>(() => SystemCommand.Find(Name, folder.Path));
        Assert.StartsWith($"{folder.File(Name)} was not executed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_from_the_folder_of_another_user()
    {
        Test.RootOnly();
        Fakes.Unix.Give(folder.Path, 4711);
        Assert.Throws<MachineException>(() => SystemCommand.Find(Name, folder.Path));
    }
}
