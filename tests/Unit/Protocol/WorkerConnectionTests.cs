using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Protocol;

public sealed class WorkerConnectionTests : IDisposable
{
    private const string Welcome = "~{\"type\":\"welcome\",\"capabilities\":[\"a\",\"b\"]}\n";

    private static readonly OutgoingMessage Message = OutgoingMessage.GracefulTermination(finishTasks: true);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(30);

    private readonly World world = new();
    private readonly FakeWorker worker = new();
    private readonly List<string> handled = [];
    private readonly WorkerConnection connection;

    public WorkerConnectionTests()
    {
        connection = new WorkerConnection(worker, world.Environment.Log, world.Environment.Time, world.Environment.WorkerErrors, world.Environment.KeptMessages);
        connection.Offer("a");
        connection.Offer("b");
        connection.Handle("a", message =>
        {
            var text = message.Parse().GetProperty("n").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
            lock (handled) handled.Add(text);
            world.Environment.Log.Say(LogLevel.Information, "handled " + text);
        });
    }

    public void Dispose()
    {
        worker.Hears.Release();
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task The_welcome_is_the_first_thing_that_the_worker_hears()
    {
        connection.Start();
        Assert.Equal(Welcome, await worker.Hears.NextAsync());
    }

    [Fact]
    public async Task A_worker_without_the_protocol_hears_nothing()
    {
        using var silent = new FakeWorker { SpeaksProtocol = false };
        var quiet = new WorkerConnection(silent, world.Environment.Log, world.Environment.Time, world.Environment.WorkerErrors, world.Environment.KeptMessages);
        quiet.Start();
        silent.Exit(0);
        await quiet.Ended.Soon();
        Assert.True(silent.Hears.IsDrained);
    }

    [Fact]
    public async Task Hello_leaves_what_both_sides_can_do()
    {
        connection.Start();
        worker.Hello("b", "c");
        Assert.Equal(["b"], (await connection.Hello.Soon())!);
    }

    [Fact]
    public async Task An_entry_is_in_a_log_of_text_before_the_worker_says_more()
    {
        var said = ListenWithText();
        worker.Say(Entry("one"));
        await said.SaidAsync("one");
    }

    [Fact]
    public async Task So_is_one_that_no_line_feed_ends()
    {
        var said = ListenWithText();
        worker.Say(Entry("one").TrimEnd());
        worker.Says.End();
        await said.SaidAsync("one");
    }

    [Theory]
    [InlineData("~{\"type\":\"a\",\"n\":7}\n", "handled 7")]
    [InlineData("~{\"type\":\"log\",\"body\":1}\n", "Dropped a malformed \"log\" message")]
    [InlineData("~{\"type\":\"none\"}\n", "Dropped a \"none\" message")]
    [InlineData("plain\n", "plain")]
    public async Task Whatever_follows_an_entry_comes_after_it_in_a_log_of_text(string line, string expected)
    {
        var said = ListenWithText();
        worker.Say(Entry("one") + Entry("two") + line);
        await said.SaidAsync(expected);
        Assert.Equal("one", said.Lines[0].Split(' ')[^1]);
        Assert.Equal("two", said.Lines[1].Split(' ')[^1]);
        Assert.StartsWith(expected, said.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_before_hello_waits_for_it()
    {
        connection.Start();
        var sending = connection.SendIfCapableAsync("a", Message, Test.Token);
        Assert.Equal(Welcome, await worker.Hears.NextAsync());
        Assert.False(sending.IsCompleted);
        Assert.True(worker.Hears.IsDrained);

        worker.Hello("a");
        Assert.Equal(SendOutcome.Sent, await sending.Soon());
        Assert.Equal(Encoding.UTF8.GetString(Message.Line), await worker.Hears.NextAsync());
    }

    [Fact]
    public async Task A_worker_that_cannot_do_it_is_not_sent_it()
    {
        connection.Start();
        worker.Hello("b");
        Assert.Equal(SendOutcome.NotCapable, await connection.SendIfCapableAsync("a", Message, Test.Token).Soon());
        Assert.Equal(Welcome, await worker.Hears.NextAsync());
        Assert.True(worker.Hears.IsDrained);
    }

    [Fact]
    public async Task A_worker_that_ends_without_hello_is_gone()
    {
        connection.Start();
        var sending = connection.SendIfCapableAsync("a", Message, Test.Token);
        worker.Exit(0);
        Assert.Equal(SendOutcome.WorkerGone, await sending.Soon());
        Assert.Null(await connection.Hello.Soon());
    }

    [Fact]
    public async Task Waiting_for_hello_can_be_cancelled()
    {
        connection.Start();
        using var cancel = new CancellationTokenSource();
        var sending = connection.SendIfCapableAsync("a", Message, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Soon());
    }

    [Fact]
    public async Task A_worker_that_closed_its_input_is_gone()
    {
        connection.Start();
        Assert.Equal(Welcome, await worker.Hears.NextAsync());
        worker.Hello("a");
        worker.Hears.Failure = new IOException("Broken pipe");
        Assert.Equal(SendOutcome.WorkerGone, await connection.SendIfCapableAsync("a", Message, Test.Token).Soon());
        Assert.Contains("The \"graceful-termination\" message did not reach the worker: Broken pipe", world.Log.Lines);
    }

    [Fact]
    public async Task A_worker_that_never_reads_holds_nothing_up_beyond_the_limit()
    {
        worker.Hears.Hold();
        connection.Start();
        await worker.Hears.StuckAsync();
        await world.Time.ArmedAsync(SendLimit); // Its turn to write came at once; the write itself is what waits.
        await world.Time.PassAsync(SendLimit);
        await world.Log.SaidAsync("The worker has not read its input for 30 s; the \"welcome\" message is waiting to be read.");

        worker.Hello("a");
        var sending = connection.SendIfCapableAsync("a", Message, Test.Token);
        await world.Time.PassAsync(SendLimit);
        Assert.Equal(SendOutcome.WorkerGone, await sending.Soon());
        await world.Log.SaidAsync("the \"graceful-termination\" message is waiting to be read");
    }

    [Fact]
    public async Task A_worker_that_reads_late_hears_everything_in_order()
    {
        worker.Hears.Hold();
        connection.Start();
        await worker.Hears.StuckAsync();
        worker.Hello("a");
        var sending = connection.SendIfCapableAsync("a", Message, Test.Token);
        worker.Hears.Release();
        Assert.Equal(SendOutcome.Sent, await sending.Soon());
        Assert.Equal(Welcome, await worker.Hears.NextAsync());
        Assert.Equal(Encoding.UTF8.GetString(Message.Line), await worker.Hears.NextAsync());
    }

    [Fact]
    public async Task A_send_that_was_given_up_does_not_hold_up_the_later_ones()
    {
        worker.Hears.Hold();
        connection.Start();
        await worker.Hears.StuckAsync();
        worker.Hello("a");
        using var cancel = new CancellationTokenSource();
        var givenUp = connection.SendIfCapableAsync("a", Message, cancel.Token);
        await world.Time.ArmedAsync(SendLimit);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.Soon());

        worker.Hears.Release();
        Assert.Equal(SendOutcome.Sent, await connection.SendIfCapableAsync("a", Message, Test.Token).Soon());
    }

    [Fact]
    public async Task Output_and_messages_keep_their_order()
    {
        await SayAsync("before\n~{\"type\":\"a\",\"n\":1}\nbetween\n~{\"type\":\"a\",\"n\":2}\n~{\"type\":\"a\",\"n\":3}\nafter");
        Assert.Equal(["before", "handled 1", "between", "handled 2", "handled 3", "after"], world.Log.Lines);
    }

    [Theory]
    [InlineData("~{\"type\":\"a\",\"n\":}")]
    [InlineData("~{\"type\":1}")]
    [InlineData("~{\"type\":null}")]
    [InlineData("~{\"Type\":\"a\"}")]
    [InlineData("~{}")]
    [InlineData("~{\"type\":\"a\"} {}")]
    [InlineData("~{\"type\":\"a\",}")]
    [InlineData("~{'type':'a'}")]
    [InlineData("~{\"type\":\"a\" /* no */}")]
    public async Task What_is_no_message_after_all_is_output(string line)
    {
        await SayAsync(line + "\n~{\"type\":\"a\",\"n\":7}\n");
        Assert.Equal([line, "handled 7"], world.Log.Lines);
        Assert.Equal(line, Assert.Single(world.Log.WorkerLines));
    }

    [Fact]
    public async Task Broken_UTF8_in_a_message_is_U_FFFD()
    {
        string? said = null;
        connection.Handle("b", message => said = message.Parse().GetProperty("x").GetString());
        connection.Start();
        worker.Says.Add([.. "~{\"type\":\"b\",\"x\":\"1"u8, 0xff, .. "2\"}\n"u8]);
        worker.Exit(0);
        await connection.Ended.Soon();
        Assert.Equal("1\ufffd2", said);
    }

    [Fact]
    public async Task A_message_may_be_as_deep_as_Go_takes_it()
    {
        await SayAsync("~" + Deep(9_999) + "\n~" + Deep(10_000) + "\n");
        Assert.Equal(["1"], handled);
        Assert.StartsWith("~{", Assert.Single(world.Log.WorkerLines), StringComparison.Ordinal);

        static string Deep(int levels) => "{\"type\":\"a\",\"n\":1,\"deep\":" + new string('[', levels) + new string(']', levels) + "}";
    }

    [Fact]
    public async Task A_NUL_byte_is_no_message_and_no_trouble()
    {
        await SayAsync("~{\"type\":\"a\",\0\"n\":1}\n~{\"type\":\"a\",\"n\":2}\0\n~{\"type\":\"a\",\"n\":3}\n");
        Assert.Equal(["3"], handled);
        Assert.Equal(2, world.Log.WorkerLines.Count());
    }

    [Theory]
    [InlineData("~{\"\\ud800\":1,\"type\":\"a\",\"n\":1}")]
    [InlineData("~{\"type\":\"a\",\"n\":1,\"\\ud800\":1}")]
    [InlineData("~{\"type\":\"a\",\"n\":1,\"t\\udc00\":1}")]
    [InlineData("~{\"type\":\"a\",\"n\":1,\"x\":\"\\ud800\"}")]
    public async Task An_escape_that_is_no_character_hides_no_message(string line)
    {
        await SayAsync(line + "\n~{\"type\":\"a\",\"n\":2}\n");
        Assert.Equal(["1", "2"], handled);
        Assert.Null(await connection.Hello.Soon());
    }

    [Fact]
    public async Task A_message_that_its_handler_does_not_understand_is_dropped_with_a_warning()
    {
        await SayAsync("~{\"type\":\"a\",\"n\":\"seven\"}\n~{\"type\":\"a\",\"n\":2}\n");
        Assert.Equal(["2"], handled);
        Assert.StartsWith("Dropped a malformed \"a\" message from the worker: ", world.Log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_with_an_error_of_its_own_ends_nothing_and_is_told()
    {
        connection.Handle("broken", _ => throw new KeyNotFoundException("oops"));
        await SayAsync("~{\"type\":\"broken\"}\n~{\"type\":\"a\",\"n\":2}\n");
        Assert.Equal(["2"], handled);
        Assert.Contains("a bug in WorkerRunner", world.Log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("oops", world.Log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_message_is_dropped_with_a_warning_that_is_short()
    {
        await SayAsync("~{\"type\":\"" + new string('z', 5000) + "\"}\n");
        var warning = Assert.Single(world.Log.Entries);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("its type is not known", warning.Text, StringComparison.Ordinal);
        Assert.InRange(warning.Text.Length, 200, 400);
    }

    [Fact]
    public async Task Only_the_first_hello_counts()
    {
        connection.Start();
        worker.Hello("a");
        worker.Hello("a", "b");
        worker.Exit(0);
        await connection.Ended.Soon();
        Assert.Equal(["a"], (await connection.Hello.Soon())!);
        Assert.Contains("The worker said hello again; only the first hello counts.", world.Log.Lines);
    }

    [Theory]
    [InlineData("~{\"type\":\"hello\"}")]
    [InlineData("~{\"type\":\"hello\",\"capabilities\":\"a\"}")]
    [InlineData("~{\"type\":\"hello\",\"capabilities\":[1]}")]
    [InlineData("~{\"type\":\"hello\",\"capabilities\":[null]}")]
    public async Task A_malformed_hello_is_dropped_and_a_later_one_counts(string line)
    {
        connection.Start();
        worker.Say(line + "\n");
        worker.Hello("a");
        Assert.Equal(["a"], (await connection.Hello.Soon())!);
        Assert.Contains("Dropped a malformed \"hello\" message", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_too_long_is_cut_with_a_warning()
    {
        await SayAsync(new string('x', 3 * LineReader.LongestLine) + "\nnext\n");
        Assert.StartsWith("xxx", world.Log.Lines[0], StringComparison.Ordinal);
        Assert.Matches("^The worker's line above was longer than 1 MiB; [0-9]+ more bytes of it were dropped.$", world.Log.Lines[1]);
        Assert.Equal("next", world.Log.Lines[2]);
    }

    [Fact]
    public async Task A_message_too_long_is_no_message()
    {
        List<string> bodies = [];
        connection.Handle("b", message => bodies.Add(message.Type));
        await SayAsync("~{\"type\":\"b\",\"body\":\"" + new string('x', 2 * LineReader.LongestLine) + "\"}\n~{\"type\":\"b\"}\n");
        Assert.Equal(["b"], bodies);
        Assert.StartsWith("~{\"type\":\"b\"", world.Log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("was longer than 1 MiB", world.Log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_cut_of_a_line_goes_through_leaves_nothing()
    {
        const int kept = 960 * 1024;
        world.Environment.Log.Secrets.Add(new Secret("s3cret-value"));
        for (var before = 0; before <= "s3cret-value".Length; before++)
        {
            using var talker = new FakeWorker();
            var one = new WorkerConnection(talker, world.Environment.Log, world.Environment.Time, world.Environment.WorkerErrors, world.Environment.KeptMessages);
            one.Start();
            talker.Say(new string('x', kept - before) + "s3cret-value" + new string('y', LineReader.LongestLine) + "\n");
            talker.Exit(0);
            await one.Ended.Soon();
        }
        Assert.DoesNotContain("s3", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_comes_in_pieces_is_masked()
    {
        world.Environment.Log.Secrets.Add(new Secret("s3cret-value"));
        connection.Start();
        var line = "token=s3cret-value;\n"u8.ToArray();
        for (var at = 1; at < line.Length; at++)
        {
            worker.Says.Add(line[..at]);
            worker.Says.Add(line[at..]);
        }
        worker.Exit(0);
        await connection.Ended.Soon();
        Assert.Equal(Enumerable.Repeat("token=********;", line.Length - 1), world.Log.Lines);
    }

    [Fact]
    public async Task Output_that_breaks_off_is_an_end_with_a_warning()
    {
        worker.Says.Failure = new IOException("Input/output error");
        await SayAsync("last words\n");
        Assert.Equal(["last words", "Reading the worker's output failed: Input/output error"], world.Log.Lines);
    }

    [Fact]
    public async Task No_line_whatever_ends_the_conversation()
    {
        // Lines made of the pieces that messages are made of, broken in every way that comes up.
        string[] pieces = ["~", "{", "}", "\"type\"", ":", "\"a\"", "\"n\"", "1", ",", "\\ud800", "\"", "[", "]", "\0", "null", "é", "\t", "\"hello\"", "\"capabilities\""];
        var random = new Random(4711);
        var lines = Enumerable.Range(0, 5000).Select(_ => "~{" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)])) + "}");
        await SayAsync(string.Join('\n', lines) + "\n~{\"type\":\"a\",\"n\":99}\n");
        Assert.Equal("99", handled[^1]);
    }

    private async Task SayAsync(string text)
    {
        connection.Start();
        worker.Say(text);
        worker.Exit(0);
        await connection.Ended.Soon();
    }

    private static string Entry(string text) => $"~{{\"type\":\"log\",\"body\":{{\"textPayload\":\"{text}\"}}}}\n";

    /// <summary>Starts a conversation whose log takes no objects, so that entries wait for each other.</summary>
    private RecordingLog ListenWithText()
    {
        var said = new RecordingLog { WantsBody = false };
        var log = new RunLog(world.Time, said);
        var talk = new WorkerConnection(worker, log, world.Time);
        new LogRelay(log).Attach(talk);
        talk.Handle("a", message => log.Say(LogLevel.Information, $"handled {message.Parse().GetProperty("n").GetInt32()}"));
        talk.Start();
        return said;
    }
}
