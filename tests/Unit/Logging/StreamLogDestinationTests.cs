using System.Text;
using System.Threading.Channels;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class StreamLogDestinationTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Block = Encoding.ASCII.GetBytes(new string('x', 100_000));

    private readonly WatchedOutput output = new();
    private readonly StreamLogDestination log;
    private readonly StringBuilder written = new();

    public StreamLogDestinationTests() => log = new StreamLogDestination(output);

    public void Dispose()
    {
        output.Release();
        log.Dispose();
    }

    [Fact]
    public async Task Each_line_stands_behind_its_local_time()
    {
        var time = new DateTimeOffset(2026, 11, 23, 15, 29, 30, 999, TimeSpan.FromHours(-8));
        Write("Identified as worker a/b", time: time);
        Write("one\ntwo\n\nfour", time: time.AddSeconds(-20));
        Assert.Equal(
            "2026/11/23 15:29:30 Identified as worker a/b\n2026/11/23 15:29:10 one\n2026/11/23 15:29:10 two\n2026/11/23 15:29:10 \n2026/11/23 15:29:10 four\n",
            await TextAsync());
    }

    [Fact]
    public async Task Warnings_and_errors_say_that_they_are()
    {
        Write("w", level: LogLevel.Warning);
        Write("e", level: LogLevel.Error);
        Assert.Equal("2026/11/23 15:29:30 WARNING: w\n2026/11/23 15:29:30 ERROR: e\n", await TextAsync());
    }

    [Fact]
    public async Task The_ends_of_lines_are_the_same_for_workers_of_every_system()
    {
        Write("a\r\nb\rc\r\n\r\nd\r");
        Assert.Equal(
            ["a", "b\rc", "", "d"],
            (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l["2026/11/23 15:29:30 ".Length..]));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_pass_unchanged()
    {
        byte[] bytes = [0xff, 0x00, 0xc3, 0x28, 0x80];
        log.Write(new LogEntry { Time = TestTime.Origin, Text = bytes });
        Assert.True(log.Flush(Limit));
        var line = await output.NextBytesAsync();
        Assert.Equal([.. "2026/11/23 15:29:30 "u8, .. bytes, (byte)'\n'], line);
    }

    [Fact]
    public async Task A_slow_reader_holds_up_the_worker_but_not_the_runner_and_no_line_is_lost()
    {
        output.Hold();
        log.Write(new LogEntry { Time = TestTime.Origin, Text = Block });
        await output.StuckAsync();
        for (var i = 0; i < 3; i++)
        {
            log.WaitForRoom();
            log.Write(new LogEntry { Time = TestTime.Origin, Text = Block });
        }

        var worker = new Thread(() =>
        {
            log.WaitForRoom();
            Write("the worker's");
        });
        worker.Start();
        Assert.True(SpinWait.SpinUntil(() => (worker.ThreadState & ThreadState.WaitSleepJoin) != 0, Limit));
        for (var i = 0; i < 1000; i++) Write($"runner {i}");
        Assert.True(worker.IsAlive);

        output.Release();
        Assert.True(worker.Join(Limit));
        var lines = (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l["2026/11/23 15:29:30 ".Length..]).ToList();
        Assert.Equal(4, lines.Count(l => l.Length == Block.Length));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"runner {i}"), lines.Where(l => l.StartsWith("runner", StringComparison.Ordinal)));
        Assert.Equal("the worker's", lines[^1]);
    }

    [Fact]
    public async Task A_stream_that_is_stuck_is_not_waited_for_beyond_the_limit()
    {
        output.Hold();
        Write("a");
        await output.StuckAsync();
        Assert.False(log.Flush(Moment));
        output.Release();
        Assert.True(log.Flush(Limit));
    }

    [Fact]
    public void A_log_that_nothing_was_said_in_is_flushed() => Assert.True(log.Flush(TimeSpan.Zero));

    public static TheoryData<Exception> Failures => [new IOException("Broken pipe"), new ObjectDisposedException("stderr")];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void A_stream_that_fails_holds_up_nothing(Exception failure)
    {
        output.Failure = failure;
        Write("lost");
        Assert.True(log.Flush(Limit));
        for (var i = 0; i < 10; i++)
        {
            log.WaitForRoom();
            log.Write(new LogEntry { Time = TestTime.Origin, Text = Block });
        }
        Assert.True(log.Flush(Limit));
    }

    [Fact]
    public async Task A_stream_that_takes_nothing_holds_up_the_worker_for_a_time_only()
    {
        var reports = new List<string>();
        using var patient = new StreamLogDestination(output) { Name = "the drive", Patience = Moment, Report = message => reports.Add($"{message.Level}: {message.Text}") };
        output.Hold();
        patient.Write(new LogEntry { Time = TestTime.Origin, Source = LogSource.Worker, Text = Block });
        await output.StuckAsync();
        for (var i = 0; i < 10; i++)
        {
            patient.WaitForRoom();
            patient.Write(new LogEntry { Time = TestTime.Origin, Source = LogSource.Worker, Text = Block });
        }
        Assert.Equal(["Error: The log destination the drive is too slow: lines that it does not take in time are dropped there."], reports);
        Assert.False(patient.Flush(Moment));

        output.Release();
        Assert.True(patient.Flush(Limit));
        patient.WaitForRoom();
        patient.Write(new LogEntry { Time = TestTime.Origin, Text = "on again"u8 });
        Assert.True(patient.Flush(Limit));
        while (!output.IsDrained) written.Append(await output.NextAsync());
        Assert.Equal(
            ["xxxx", "xxxx", "xxxx", "xxxx", "WARNING: 7 lines were dropped here.", "on again"],
            written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l["2026/11/23 15:29:30 ".Length..].Replace(new string('x', Block.Length), "xxxx", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_failed_is_tried_again_and_says_how_much_was_lost(bool isReady)
    {
        var time = new TestTime();
        var reports = Channel.CreateUnbounded<string>();
        using var recovering = new StreamLogDestination(output, () => isReady)
        {
            Time = time,
            MayTearLines = true,
            Report = message => reports.Writer.TryWrite($"{message.Level}: {message.Text}"),
        };
        Say(recovering, "before");
        output.Failure = new IOException("No space left on device");
        Say(recovering, "lost 1");
        Assert.Equal(
            "Error: The log stderr cannot be written: No space left on device. It is retried every 10 s; the worker continues.",
            await reports.Reader.ReadAsync(Test.Token).AsTask().Soon());
        Say(recovering, "lost 2\nlost 3", LogSource.Worker);
        time.Advance(LogOutage.Pause);
        Say(recovering, "lost 4");
        output.Failure = null;
        Say(recovering, "lost 5");
        time.Advance(LogOutage.Pause);
        Say(recovering, "after");
        Say(recovering, "and on");

        while (!output.IsDrained) written.Append(await output.NextAsync());
        Assert.Equal(
            ["before", "", "WARNING: 5 lines were dropped here.", "after", "and on"],
            written.ToString().TrimEnd('\n').Split('\n').Select(l => l.Length == 0 ? "" : l["2026/11/23 15:29:30 ".Length..]));
        Assert.Equal(
            $"Warning: The log stderr can be written again; 5 lines since {Test.Time("2026-11-23T15:29:30Z")} are missing there.",
            await reports.Reader.ReadAsync(Test.Token).AsTask().Soon());
        Assert.False(reports.Reader.TryPeek(out _));

        void Say(StreamLogDestination to, string text, LogSource source = LogSource.Runner)
        {
            to.Write(new LogEntry { Time = TestTime.Origin, Source = source, Text = Encoding.UTF8.GetBytes(text) });
            Assert.True(to.Flush(Limit));
        }
    }

    [Fact]
    public async Task What_a_stuck_stream_keeps_waiting_of_the_runners_is_bounded()
    {
        output.Hold();
        Write("first");
        await output.StuckAsync();
        for (var i = 0; i < 100; i++) log.Write(new LogEntry { Time = TestTime.Origin, Text = Block });
        output.Release();
        Assert.True(log.Flush(Limit));
        Write("last");
        var text = await TextAsync();
        Assert.InRange(text.Length, 4 * 1024 * 1024, (4 * 1024 * 1024) + (2 * Block.Length));
        Assert.Matches("WARNING: [0-9]+ lines were dropped here.\n.* last\n$", text);
    }

    [Fact]
    public async Task What_was_taken_is_written_before_the_stream_is_closed()
    {
        output.Hold();
        var closing = new StreamLogDestination(output);
        closing.Write(new LogEntry { Time = TestTime.Origin, Text = "one"u8 });
        await output.StuckAsync();
        closing.Write(new LogEntry { Time = TestTime.Origin, Text = "two"u8 });
        closing.Dispose();
        closing.WaitForRoom();
        closing.Write(new LogEntry { Time = TestTime.Origin, Text = "too late"u8 });
        output.Release();
        Assert.Equal("2026/11/23 15:29:30 one\n", await output.NextAsync());
        Assert.Equal("2026/11/23 15:29:30 two\n", await output.NextAsync());
        Assert.True(closing.Flush(Limit));
        Assert.True(output.IsDrained);
    }

    [Fact]
    public async Task Lines_of_many_threads_stay_whole()
    {
        var run = new RunLog(new TestTime(), log);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) run.Say(LogLevel.Information, $"thread {t} line {i}");
        })));
        var lines = (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4000, lines.Length);
        Assert.Equal(4000, lines.Distinct().Count());
        Assert.All(lines, l => Assert.Matches("^2026/11/23 15:29:30 thread [0-7] line [0-9]{1,3}$", l));
    }

    private void Write(string text, LogLevel level = LogLevel.Information, DateTimeOffset? time = null) =>
        log.Write(new LogEntry { Time = time ?? TestTime.Origin, Level = level, Text = Encoding.UTF8.GetBytes(text) });

    private async Task<string> TextAsync()
    {
        Assert.True(log.Flush(Limit));
        while (!output.IsDrained) written.Append(await output.NextAsync());
        return written.ToString();
    }
}
