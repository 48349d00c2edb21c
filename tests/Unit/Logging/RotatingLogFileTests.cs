using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Logging;

public sealed class RotatingLogFileTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestTime time = new();

    public void Dispose() => folder.Dispose();

    private string Path => folder.File("runner.log");

    [Fact]
    public void Nothing_is_touched_before_the_first_line()
    {
        using (Open(folder.File("new/folder/runner.log"))) Assert.Empty(folder.Contents());
        Assert.Empty(folder.Contents());
    }

    [Fact]
    public void The_folder_is_made_and_a_later_run_goes_on_where_an_earlier_one_ended()
    {
        var path = folder.File("new/folder/runner.log");
        using (var log = Open(path)) Write(log, "one\n");
        using (var log = Open(path)) Write(log, "two\n");
        Assert.Equal("one\ntwo\n", Read(path));
    }

    public static bool IsWindows => OperatingSystem.IsWindows();

    [Fact(Skip = "Permission bits are Unix's.", SkipWhen = nameof(IsWindows))]
    public void Its_permissions_are_its_owners_and_groups()
    {
        using var log = Open();
        Write(log, "one\n");
        // The umask may take more.
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path) & ~(UnixFileMode)0x1a0);
    }

    [Fact]
    public void A_full_file_is_numbered_and_the_oldest_goes()
    {
        using var log = Open(maxSize: 8, maxFiles: 3);
        foreach (var line in new[] { "one\n", "two\n", "three\n", "four\n", "five\n" }) Write(log, line);
        Assert.Equal(["runner.log", "runner.log.1", "runner.log.2"], folder.Contents());
        Assert.Equal(["five\n", "four\n", "three\n"], folder.Contents().Select(f => Read(folder.File(f))));
    }

    [Fact]
    public void One_file_alone_begins_anew()
    {
        using var log = Open(maxSize: 8, maxFiles: 1);
        Write(log, "one\ntwo\nthree\n");
        Assert.Equal(["runner.log"], folder.Contents());
        Assert.Equal("three\n", Read(Path));
    }

    [Fact]
    public void Lines_stay_whole_in_whatever_pieces_they_come()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i} {new string('x', i % 40)}\n"));
        using (var log = Open(maxSize: 100, maxFiles: 1000))
            for (var i = 0; i < text.Length; i += 7) Write(log, text.Substring(i, Math.Min(7, text.Length - i)));
        var files = Enumerable.Range(0, folder.Contents().Count).Reverse().Select(n => Read(n == 0 ? Path : $"{Path}.{n}")).ToList();
        Assert.All(files, f => Assert.EndsWith("\n", f, StringComparison.Ordinal));
        Assert.All(files, f => Assert.InRange(f.Length, 1, 100 + 50));
        Assert.Equal(text, string.Concat(files));
    }

    [Fact]
    public void A_line_larger_than_a_file_has_one_of_its_own()
    {
        using var log = Open(maxSize: 8, maxFiles: 9);
        Write(log, "one\n" + new string('x', 20));
        Write(log, new string('y', 20) + "\ntwo\n");
        Assert.Equal(["two\n", new string('x', 20) + new string('y', 20) + "\n", "one\n"], folder.Contents().Select(f => Read(folder.File(f))));
    }

    [Fact]
    public void A_device_and_a_pipe_are_never_renamed()
    {
        Test.UnixOnly();
        Test.RootOnly();
        Unix.MakeNullDevice(folder.File("null"));
        Unix.MakeFifo(folder.File("pipe"));
        using var reader = new FileStream(folder.File("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        foreach (var name in new[] { "null", "pipe" })
        {
            using var log = Open(folder.File(name), maxSize: 8);
            for (var i = 0; i < 3; i++) Write(log, "one\ntwo\nthree\n");
        }
        Assert.Equal(["null", "pipe"], folder.Contents());
    }

    [Fact]
    public void A_reader_keeps_the_file_that_it_reads()
    {
        using var log = Open(maxSize: 8);
        Write(log, "one\n");
        using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        Write(log, "two\nthree\n");
        Assert.Equal("one\ntwo\n", reader.ReadToEnd());
        Assert.Equal("three\n", Read(Path));
    }

    [Fact]
    public void A_file_that_cannot_be_renamed_grows()
    {
        using var log = Open(maxSize: 8);
        Directory.CreateDirectory(Path + ".1");
        foreach (var line in new[] { "one\n", "two\n", "three\n" }) Write(log, line);
        Assert.Equal("one\ntwo\nthree\n", Read(Path));
    }

    [Fact]
    public void Two_that_write_to_a_file_overwrite_nothing()
    {
        using var one = Open();
        using var two = Open();
        Write(one, "1\n");
        Write(two, "2\n");
        Write(one, "3\n");
        Assert.Equal("1\n2\n3\n", Read(Path));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_tried_again_and_the_missing_lines_are_counted()
    {
        using var log = new StreamLogDestination(Open()) { Name = Path, Time = time };
        Directory.CreateDirectory(Path);
        Say("lost");
        for (var i = 0; i < 3; i++)
        {
            time.Advance(LogOutage.Pause);
            Say("lost");
        }
        Directory.Delete(Path);
        Say("lost, as it is too early");
        time.Advance(LogOutage.Pause);
        Say("there");
        Assert.Equal("2026/11/23 15:29:30 WARNING: 5 lines were dropped here.\n2026/11/23 15:29:30 there\n", Read(Path));

        void Say(string text)
        {
            log.Write(new LogEntry { Time = TestTime.Origin, Text = Encoding.UTF8.GetBytes(text) });
            Assert.True(log.Flush(TimeSpan.FromSeconds(60)));
        }
    }

    [Fact]
    public void Half_a_line_that_a_failure_left_is_ended()
    {
        using var log = Open();
        Directory.CreateDirectory(Path);
        Assert.ThrowsAny<SystemException>(() => Write(log, "lost\n"));
        Directory.Delete(Path);
        File.WriteAllText(Path, "torn");
        Write(log, "there\n");
        Assert.Equal("torn\nthere\n", Read(Path));
    }

    public static bool HasFullDisk => File.Exists("/dev/full");

    [Fact(Skip = "There is no /dev/full here.", SkipUnless = nameof(HasFullDisk))]
    public void A_full_disk_is_an_error_each_time()
    {
        using var log = Open("/dev/full");
        for (var i = 0; i < 2; i++) Assert.Throws<IOException>(() => Write(log, "lost\n"));
    }

    private RotatingLogFile Open(string? path = null, long maxSize = 1000, int maxFiles = 3) => new(
        () => path ?? Path, maxSize, maxFiles, HostMachine.Create(time).Files);

    /// <summary>As a reader has to open a file that is written to, on Windows.</summary>
    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static void Write(RotatingLogFile log, string text) => log.Write(Encoding.UTF8.GetBytes(text), 0, text.Length);
}
