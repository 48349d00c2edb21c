using System.Diagnostics;
using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class EventLogTests : IDisposable
{
    private readonly Events events = new();
    private readonly ByteBuffer output = new(16);

    public void Dispose() => events.Dispose();

    [Fact]
    public void Levels_are_types_and_a_line_of_the_worker_is_an_event()
    {
        Append(LogSource.Runner, LogLevel.Error, "e\ntwo lines", id: 100);
        Append(LogSource.Worker, LogLevel.Information, "a\r\n\nb\0c");
        Append(LogSource.Runner, LogLevel.Verbose, "v", LogMessage.HighestId);
        Append(LogSource.Runner, LogLevel.Debug, "d", id: 299);
        Write(output.Written.ToArray());
        Assert.Equal([(100, TraceEventType.Error, "e\ntwo lines"), (10, TraceEventType.Information, "a"), (10, TraceEventType.Information, "b c"), (LogMessage.HighestId, TraceEventType.Information, "v"), (299, TraceEventType.Information, "d")], events.All);
    }

    [Fact]
    public void Events_may_come_in_pieces()
    {
        Append(LogSource.Runner, LogLevel.Information, "first é");
        Append(LogSource.Runner, LogLevel.Warning, "second");
        using var stream = Open();
        foreach (var one in output.Written.ToArray()) stream.Write([one], 0, 1);
        Assert.Equal([(1, TraceEventType.Information, "first é"), (1, TraceEventType.Warning, "second")], events.All);
    }

    [Fact]
    public void A_text_too_long_for_an_event_becomes_several()
    {
        var text = new string('x', EventLogStream.LongestMessage - 1) + "\U0001f600" + new string('y', EventLogStream.LongestMessage);
        Append(LogSource.Runner, LogLevel.Information, text);
        Write(output.Written.ToArray());
        Assert.Equal(3, events.All.Count);
        Assert.Equal(text, string.Concat(events.All.Select(e => e.Message)));
        Assert.All(events.All, e => Assert.InRange(e.Message.Length, 1, EventLogStream.LongestMessage));
        Assert.StartsWith("\U0001f600", events.All[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_takes_nothing_is_an_error_and_goes_on_with_the_next_event()
    {
        events.Failure = new IOException("The event log file is full.");
        Append(LogSource.Runner, LogLevel.Information, "one");
        using var stream = Open();
        Assert.Throws<IOException>(() => stream.Write(output.Bytes, 0, output.Length));
        events.Failure = null;
        stream.Write(output.Bytes, 0, output.Length);
        Assert.Equal("one", Assert.Single(events.All).Message);
    }

    [Fact(Skip = "It is there on Windows.", SkipWhen = nameof(IsWindows))]
    public void Elsewhere_than_on_Windows_it_is_an_error_at_its_place()
    {
        var error = Assert.Throws<RunnerConfigException>(() => World.CloudConfig("aws", "logging: {implementation: eventlog}"));
        Assert.Contains(": logging.implementation eventlog is available on Windows only.", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Position);
        Assert.Contains("stdio", error.Advice!, StringComparison.Ordinal);
    }

    [Fact(Skip = "It writes to the event log of Windows.", SkipUnless = nameof(IsWindows))]
    public void An_event_is_written_and_its_source_registered()
    {
        var unregistered = false;
        using var log = new WindowsEventLog("WorkerRunner.Tests", () => unregistered = true);
        log.Write(1, TraceEventType.Information, "A test of WorkerRunner.");
        log.Write(3, TraceEventType.Error, new string('x', EventLogStream.LongestMessage));
        Assert.False(unregistered);
    }

    [Fact(Skip = "It writes to the event log of Windows.", SkipUnless = nameof(IsWindows))]
    public void A_run_writes_there()
    {
        using var world = new World();
        var config = World.CloudConfig("aws", "logging: {implementation: eventlog, source: WorkerRunner.Tests}");
        var stderr = new MemoryStream();
        var log = new RunLog(TimeProvider.System, new StandardError(() => stderr));
        using (var environment = new RunEnvironment(log))
        {
            new Runner(environment).OpenLog(config);
            log.Say(LogLevel.Information, "A test of WorkerRunner.");
        }
        Assert.Empty(stderr.ToArray());
    }

    public static bool IsWindows => OperatingSystem.IsWindows();

    private void Append(LogSource source, LogLevel level, string text, int id = 1) =>
        new EventLogFormat().Append(new LogEntry { Source = source, Level = level, EventId = id, Text = Encoding.UTF8.GetBytes(text) }, output);

    private void Write(byte[] bytes)
    {
        using var stream = Open();
        stream.Write(bytes, 0, bytes.Length);
    }

    private EventLogStream Open() => new(events);

    private sealed class Events : IEventLog
    {
        public List<(int Id, TraceEventType Type, string Message)> All { get; } = [];

        public Exception? Failure { get; set; }

        public void Write(int id, TraceEventType type, string message)
        {
            if (Failure is not null) throw Failure;
            All.Add((id, type, message));
        }

        public void Dispose()
        {
        }
    }
}
