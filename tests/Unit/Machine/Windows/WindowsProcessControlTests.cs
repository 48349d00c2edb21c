using System.ComponentModel;
using System.Text;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

/// <summary>Processes of Windows, played by batch files.</summary>
public sealed class WindowsProcessControlTests : IDisposable
{
    private const string NoConsole = "Under Wine a process that was not started from a console has none, and neither has what it starts.";

    private readonly TempFolder folder;
    private readonly List<IChildProcess> started = [];

    public WindowsProcessControlTests()
    {
        Test.WindowsOnly();
        folder = new TempFolder();
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            process.KillTree();
            process.Exited.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            process.Dispose();
        }
        folder?.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(67)]
    [InlineData(-1073741510)]
    public async Task It_ends_with_its_exit_code(int code)
    {
        var process = Start($"exit {code}");
        Assert.Equal(code, await process.Exited.Soon());
    }

    [Fact]
    public async Task Arguments_folder_and_variables_arrive_unharmed()
    {
        var process = Start("echo [%~1][%2][%~3]\r\ncd\r\necho %MINE%", ["two words", "a&b", @"C:\end\"], [new("mine", "a value")]);
        var said = await ReadToEnd(process);
        Assert.Equal($"[two words][\"a&b\"][C:\\end\\]\r\n{folder.Path}\r\na value\r\n", said, ignoreCase: true);
    }

    [Fact]
    public async Task Our_own_variables_are_inherited()
    {
        Environment.SetEnvironmentVariable("WORKER_RUNNER_TEST", "ours");
        Assert.Equal("ours\r\n", await ReadToEnd(Start("echo %WORKER_RUNNER_TEST%")));
        Assert.Equal("ours\r\n", await ReadToEnd(Start("echo %WORKER_RUNNER_TEST%", variables: [new("mine", "a value")])));
    }

    [Fact]
    public async Task What_we_write_is_what_it_reads()
    {
        var process = Start("set /p line=\r\necho [%line%]");
        process.Input.Write("a line\r\n"u8);
        Assert.Equal("[a line]\r\n", await ReadToEnd(process));
    }

    [Fact]
    public async Task It_reads_the_end_when_we_close_its_input()
    {
        var process = Start("set line=nothing\r\nset /p line=\r\necho [%line%]");
        process.Input.Dispose();
        Assert.Equal("[nothing]\r\n", await ReadToEnd(process));
    }

    [Fact]
    public async Task The_whole_tree_is_killed()
    {
        var process = Start("echo ready\r\ncmd /c cmd /c pause");
        await ReadLine(process);
        process.KillTree();
        Assert.NotEqual(0, await process.Exited.Soon());
        // The end comes when nobody holds the pipe any more.
        await ReadToEnd(process);
    }

    [Fact]
    public async Task What_outlived_its_parent_is_killed_too()
    {
        var process = Start("start /b cmd /c pause\r\nexit 3");
        Assert.Equal(3, await process.Exited.Soon());
        process.KillTree();
        await ReadToEnd(process);
    }

    [Fact]
    public async Task One_that_does_not_read_blocks_neither_reading_nor_its_end()
    {
        var process = Start("echo ready\r\nping -n 600 127.0.0.1 > NUL");
        var writing = Task.Run(() => process.Input.Write(new byte[1 << 20]), Test.Token);
        Assert.Equal("ready", await ReadLine(process));
        Assert.False(writing.IsCompleted);
        process.KillTree();
        await process.Exited.Soon();
        await Assert.ThrowsAnyAsync<IOException>(() => writing.Soon());
    }

    [Fact]
    public async Task Letting_go_of_one_does_not_end_it()
    {
        var process = Start("echo ready\r\nset /p line=\r\nexit 5");
        await ReadLine(process);
        process.Dispose();
        // It sees the end of its input, and ends by itself.
        Assert.Equal(5, await process.Exited.Soon());
        process.KillTree();
    }

    [Fact]
    public void A_job_may_be_closed_while_it_is_asked_for_something()
    {
        for (var i = 0; i < 2000; i++)
        {
            var job = JobObject.Create();
            var closing = new Thread(job.Dispose);
            closing.Start();
            Assert.False(job.HasProcesses);
            job.Terminate(1);
            closing.Join();
            Assert.False(job.HasProcesses);
        }
    }

    [Fact(Skip = NoConsole, SkipType = typeof(Wine), SkipWhen = nameof(Wine.IsHere))]
    public async Task An_interrupt_reaches_it_and_not_us()
    {
        var process = Start(new ProgramStart(Path.Combine(Environment.SystemDirectory, "cmd.exe"), ["/c", "echo ready& pause"], folder.Path));
        await ReadLine(process);
        Assert.True(process.Interrupt());
        Assert.NotEqual(0, await process.Exited.Soon());
    }

    [Fact]
    public async Task One_that_has_ended_cannot_be_interrupted()
    {
        var process = Start("exit 0");
        await process.Exited.Soon();
        Assert.False(process.Interrupt());
    }

    [Fact]
    public void What_is_no_program_is_an_error()
    {
        var path = folder.File("worker.exe");
        File.WriteAllText(path, "this is no program");
        Assert.Throws<Win32Exception>(() => Start(new ProgramStart(path, [], folder.Path)));
    }

    private IChildProcess Start(string batch, IReadOnlyList<string>? arguments = null, IReadOnlyList<KeyValuePair<string, string>>? variables = null)
    {
        var path = folder.File("a worker.cmd");
        File.WriteAllText(path, $"@echo off\r\n{batch}\r\n");
        return Start(new ProgramStart(path, arguments ?? [], folder.Path) { Variables = variables ?? [] });
    }

    private IChildProcess Start(ProgramStart start)
    {
        var process = new WindowsProcessControl().Start(start);
        started.Add(process);
        return process;
    }

    private static Task<string> ReadToEnd(IChildProcess process) => Task.Run(() => new StreamReader(process.Output, Encoding.UTF8).ReadToEnd(), Test.Token).Soon();

    private static Task<string> ReadLine(IChildProcess process)
    {
        return Task.Run(Read, Test.Token).Soon();

        string Read()
        {
            var line = new StringBuilder();
            for (var c = process.Output.ReadByte(); c is not ('\n' or -1); c = process.Output.ReadByte()) line.Append((char)c);
            return line.ToString().TrimEnd('\r');
        }
    }
}
