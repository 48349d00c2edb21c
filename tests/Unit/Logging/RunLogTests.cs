using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class RunLogTests
{
    private readonly TestTime time = new();

    [Fact]
    public void Every_destination_gets_every_entry_with_its_level_and_time()
    {
        var (first, second) = (new RecordingLog(), new RecordingLog());
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Test", TimeSpan.FromHours(2), "Test", "Test"));
        var log = new RunLog(time, first, second);
        log.Say(LogLevel.Information, "i");
        log.Say(LogLevel.Warning, "w");
        log.Say(LogLevel.Error, "e");
        log.Worker.Lines("a\nb"u8);
        RecordingLog.Entry[] expected =
        [
            new(LogSource.Runner, LogLevel.Information, "i", null, TestTime.Origin),
            new(LogSource.Runner, LogLevel.Warning, "w", null, TestTime.Origin),
            new(LogSource.Runner, LogLevel.Error, "e", null, TestTime.Origin),
            new(LogSource.Worker, LogLevel.Information, "a\nb", null, TestTime.Origin),
        ];
        Assert.Equal(expected, first.Entries);
        Assert.Equal(expected, second.Entries);
        Assert.Equal(17, first.Entries[0].Time.Hour);
    }

    [Fact]
    public void Secrets_are_masked_in_everybodys_words()
    {
        var recorded = new RecordingLog();
        var log = new RunLog(time, recorded);
        log.Secrets.Add(new Secret("s3cret-value"));
        log.Say(LogLevel.Information, "a s3cret-value");
        log.Say(LogLevel.Error, "s3cret-value b");
        log.Worker.Lines("x\ns3cret-value\ny"u8);
        Assert.Equal(["a ********", "******** b", "x", "********", "y"], recorded.Lines);
    }

    [Fact]
    public void Entries_of_a_burst_wait_for_its_end_or_for_32_KiB()
    {
        var recorded = new RecordingLog { WantsBody = false };
        var log = new RunLog(time, recorded);
        log.Worker.EntryOfBurst("""{"textPayload":"one"}"""u8);
        log.Worker.EntryOfBurst("""{"textPayload":"two"}"""u8);
        Assert.Empty(recorded.Entries);
        log.Worker.EndBurst();
        log.Worker.EndBurst();
        Assert.Equal(2, Assert.Single(recorded.Entries).Text.Split('\n').Length);
        log.Worker.EntryOfBurst(Encoding.UTF8.GetBytes($"{{\"textPayload\":\"{new string('x', 32 * 1024 - 4)}\"}}"));
        log.Worker.EntryOfBurst("""{"textPayload":"xyz"}"""u8);
        Assert.Single(recorded.Entries);
        log.Worker.EntryOfBurst("{}"u8);
        Assert.Equal(2, recorded.Entries.Count);
    }

    [Fact]
    public void Lines_and_entries_alone_come_after_the_burst_before_them()
    {
        var recorded = new RecordingLog { WantsBody = false };
        var log = new RunLog(time, recorded);
        log.Worker.EntryOfBurst("""{"textPayload":"one"}"""u8);
        log.Worker.Lines("two"u8);
        log.Worker.EntryOfBurst("""{"textPayload":"three"}"""u8);
        log.Worker.Entry("""{"textPayload":"four"}"""u8);
        Assert.Equal(["one", "two", "three", "four"], recorded.Lines.Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void An_entry_whose_body_is_wanted_is_none_of_the_burst_before_it()
    {
        var recorded = new RecordingLog { WantsBody = false };
        var log = new RunLog(time, recorded);
        log.Worker.EntryOfBurst("""{"textPayload":"one"}"""u8);
        recorded.WantsBody = true;
        log.Worker.EntryOfBurst("""{"textPayload":"two"}"""u8);
        Assert.Equal(
            [("one", null), ("two", """{"textPayload":"two"}""")],
            recorded.Entries.Select(e => (e.Text.Split(' ')[^1], e.Body?.ToString())));
    }

    [Fact]
    public void A_body_is_made_only_where_one_is_wanted()
    {
        var (wants, wantsNot) = (new RecordingLog(), new RecordingLog { WantsBody = false });
        var body = """{"textPayload":"t","a":1}"""u8;
        new RunLog(time, wants).Worker.Entry(body);
        new RunLog(time, wantsNot).Worker.Entry(body);
        Assert.Equal("""{"textPayload":"t","a":1}""", Assert.Single(wants.Entries).Body!.ToString());
        Assert.Null(Assert.Single(wantsNot.Entries).Body);
        Assert.Equal("t; a: 1", wantsNot.Text);
    }

    [Fact]
    public void Only_the_workers_words_wait_for_room()
    {
        var slow = new Waiting();
        var log = new RunLog(time, slow);
        log.Say(LogLevel.Information, "runner");
        Assert.Equal(["write runner"], slow.Calls);
        log.Worker.Lines("worker"u8);
        Assert.Equal(["write runner", "wait", "write worker"], slow.Calls);
    }

    [Fact]
    public void Flushing_is_done_only_when_all_destinations_are_done()
    {
        Assert.True(new RunLog(time, new Waiting(), new Waiting()).Flush(TimeSpan.Zero));
        var last = new Waiting();
        Assert.False(new RunLog(time, new Waiting { Flushes = false }, last).Flush(TimeSpan.Zero));
        Assert.Equal(["flush"], last.Calls);
    }

    private sealed class Waiting : ILogDestination
    {
        public List<string> Calls { get; } = [];

        public bool Flushes { get; init; } = true;

        public bool WantsBody => false;

        public LogLevel Least => LogLevel.Information;

        public void WaitForRoom() => Calls.Add("wait");

        public void Write(in LogEntry entry) => Calls.Add("write " + Encoding.UTF8.GetString(entry.Text));

        public bool Flush(TimeSpan limit)
        {
            Calls.Add("flush");
            return Flushes;
        }
    }
}
