using System.ComponentModel;
using System.Text;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Machine.Unix;

/// <summary>Processes of Unix, played by shell scripts.</summary>
public sealed class UnixProcessControlTests : IDisposable
{
    private const int NoFormat = 8; // ENOEXEC
    private const ulong OfTheLibrary = 3ul << 31; // Signals 32 and 33, which glibc keeps for its threads.

    private readonly TempFolder folder;
    private readonly List<IChildProcess> started = [];

    public UnixProcessControlTests()
    {
        Test.UnixOnly();
        folder = new TempFolder();
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (process.HasFamily) process.KillTree();
            process.Exited.Soon().GetAwaiter().GetResult();
            process.Dispose();
        }
        folder?.Dispose();
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 67", 67)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -9 $$", 137)]
    public async Task It_ends_with_its_exit_code_or_its_signal(string script, int code) => Assert.Equal(code, await Start(script).Exited.Soon());

    [Fact]
    public async Task Arguments_folder_and_variables_arrive_unharmed()
    {
        var process = Start("printf '[%s]' \"$@\"; pwd -P; echo \"$MINE\"", ["two words", "", "a'b\"c", "$x é"], [new("MINE", "a value")]);
        Assert.Equal($"[two words][][a'b\"c][$x é]{folder.Path}\na value\n", await ReadToEnd(process.Output));
    }

    [Fact]
    public async Task What_we_write_is_what_it_reads_and_its_end_is_an_end()
    {
        var process = Start("cat");
        process.Input.Write([0x61, 0xff, 0x0a], 0, 3);
        process.Input.Dispose();
        Assert.Equal("a\ufffd\n", await ReadToEnd(process.Output));
        Assert.Equal(0, await process.Exited.Soon());
    }

    [Fact]
    public async Task Stderr_comes_apart_from_stdout()
    {
        var process = Start("echo out; echo err >&2");
        Assert.Equal("out\n", await ReadToEnd(process.Output));
        Assert.Equal("err\n", await ReadToEnd(process.Errors));
    }

    [Fact]
    public async Task It_leads_a_group_and_a_session_of_its_own()
    {
        LinuxOnly();
        var process = Start("cut -d' ' -f1,5,6 /proc/$$/stat");
        Assert.Equal(FormattableString.Invariant($"{process.Id} {process.Id} {process.Id}\n"), await ReadToEnd(process.Output));
    }

    [Fact]
    public async Task No_signal_is_ignored_or_blocked_in_it()
    {
        LinuxOnly();
        var said = await ReadToEnd(Start("grep -E '^Sig(Blk|Ign)' /proc/self/status").Output);
        var sets = said.Trim().Split('\n').Select(line => Convert.ToUInt64(line.Split('\t')[1], 16)).ToList();
        Assert.Equal(2, sets.Count);
        Assert.All(sets, set => Assert.Equal(0ul, set & ~OfTheLibrary));
    }

    [Fact]
    public async Task It_is_given_three_streams_and_nothing_else()
    {
        LinuxOnly();
        Fakes.Unix.OpenInherited();
        // The fourth is the folder that ls reads.
        Assert.Equal("0\n1\n2\n3\n", await ReadToEnd(Start("ls /proc/self/fd").Output));
    }

    [Fact]
    public void What_is_no_program_is_not_given_to_a_shell() => Assert.Equal(NoFormat, FailsToStart("echo this is no program").NativeErrorCode);

    [Fact]
    public void A_missing_interpreter_is_named() =>
        Assert.EndsWith("(its interpreter /nowhere/interpreter)", FailsToStart("#!/nowhere/interpreter -x\n").Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_folder_is_named()
    {
        var start = new ProgramStart(WriteScript("exit 0"), [], folder.File("missing"));
        var error = Assert.Throws<Win32Exception>(() => new UnixProcessControl(new PosixSpawn()).Start(start));
        Assert.EndsWith($"(the working folder {folder.File("missing")})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_its_leader_left_behind_is_family_and_hears_of_an_interrupt()
    {
        var process = Start("sleep 600 & exit 3");
        Assert.Equal(3, await process.Exited.Soon());
        Assert.True(process.HasFamily);
        Assert.True(process.Interrupt());
        // The end comes when nobody holds the pipe any more.
        await ReadToEnd(process.Output);
        await FamilyEnds(process);
        Assert.False(process.Interrupt() && process.HasFamily);
    }

    [Fact]
    public async Task A_child_in_a_group_of_its_own_is_killed_with_it()
    {
        LinuxOnly();
        Assert.SkipUnless(File.Exists("/usr/bin/setsid"), "It needs setsid(1).");
        var process = Start("(setsid sh -c 'trap \"\" TERM; echo ready; while :; do sleep 600; done') & wait");
        await ReadLine(process);
        process.KillTree();
        await ReadToEnd(process.Output);
        Assert.Equal(137, await process.Exited.Soon());
    }

    [Fact]
    public async Task Who_floods_an_output_that_nobody_reads_any_more_is_told()
    {
        var process = Start("yes & exit 0");
        await ReadLine(process);
        process.Output.Dispose();
        await FamilyEnds(process);
    }

    [Fact]
    public async Task Reading_ends_when_the_output_is_closed()
    {
        var process = Start("echo ready; cat");
        await ReadLine(process);
        var reading = ReadToEnd(process.Output);
        process.Output.Dispose();
        Assert.Equal("", await reading);
    }

    [Fact]
    public async Task One_that_does_not_read_blocks_neither_reading_nor_its_end()
    {
        var process = Start("echo ready; exec sleep 600");
        var writing = Task.Run(() => process.Input.Write(new byte[1 << 20], 0, 1 << 20), Test.Token);
        await ReadLine(process);
        Assert.False(writing.IsCompleted);
        process.KillTree();
        await process.Exited.Soon();
        await Assert.ThrowsAnyAsync<IOException>(() => writing.Soon());
    }

    [Fact]
    public async Task Its_descriptors_are_freed_when_it_is_disposed_of()
    {
        LinuxOnly();
        var pipes = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var process = Start("readlink /proc/self/fd/0; readlink /proc/$$/fd/1; readlink /proc/$$/fd/2");
            pipes.AddRange((await ReadToEnd(process.Output)).Trim().Split('\n'));
            await process.Exited.Soon();
            process.Dispose();
        }

        var ours = await ReadToEnd(Start("ls -l /proc/$PPID/fd").Output);
        Assert.Equal(60, pipes.Count);
        Assert.All(pipes, pipe => Assert.DoesNotContain(pipe, ours, StringComparison.Ordinal));
    }

    private static void LinuxOnly() => Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");

    private IChildProcess Start(
        string script, IReadOnlyList<string>? arguments = null, IReadOnlyList<KeyValuePair<string, string>>? variables = null)
    {
        var start = new ProgramStart("/bin/sh", [WriteScript(script + "\n"), .. arguments ?? []], folder.Path) { Variables = variables ?? [] };
        var process = new UnixProcessControl(new PosixSpawn()).Start(start);
        started.Add(process);
        return process;
    }

    private Win32Exception FailsToStart(string content)
    {
        var start = new ProgramStart(WriteScript(content), [], folder.Path);
        return Assert.Throws<Win32Exception>(() => new UnixProcessControl(new PosixSpawn()).Start(start));
    }

    private string WriteScript(string content)
    {
        var path = folder.File($"a worker {started.Count}");
        File.WriteAllText(path, content);
        Assert.True(LibC.SetMode(path, 0x1c0)); // 0700
        return path;
    }

    private static async Task FamilyEnds(IChildProcess process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (process.HasFamily)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Task<string> ReadToEnd(Stream stream) => Task.Run(() => new StreamReader(stream, Encoding.UTF8).ReadToEnd(), Test.Token).Soon();

    private static Task<string> ReadLine(IChildProcess process)
    {
        return Task.Run(Read, Test.Token).Soon();

        string Read()
        {
            var line = new StringBuilder();
            for (var c = process.Output.ReadByte(); c is not ('\n' or -1); c = process.Output.ReadByte()) line.Append((char)c);
            return line.ToString();
        }
    }
}
