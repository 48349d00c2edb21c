using System.Text;
using Microsoft.Extensions.Time.Testing;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Protocol;

public sealed class MessageHistoryTests
{
    private const string Secret = "a-secret-of-the-pool";

    private readonly SecretMasker secrets = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Messages_of_both_sides_are_kept_in_their_order_with_their_time()
    {
        var history = Make(kept: 10);

        history.Add(OutgoingMessage.GracefulTermination(finishTasks: true));
        history.Add(FromWorker("""{"type":"shutdown"}"""));

        Assert.Equal(
            [
                """-> {"type":"graceful-termination","finish-tasks":true}""",
                """<- {"type":"shutdown"}""",
            ],
            All(history).Select(message => message.ToString()));
        Assert.All(All(history), message => Assert.Equal(time.GetUtcNow(), message.Time));
    }

    [Fact]
    public void Only_the_newest_are_kept_and_their_numbers_go_on()
    {
        var history = Make(kept: 2);
        for (var i = 1; i <= 4; i++) history.Add(FromWorker($$"""{"type":"m{{i}}"}"""));

        var number = 0L;
        Assert.Equal(["m3", "m4"], history.TakeAfter(ref number).Select(message => message.Type));
        Assert.Equal(4, number);
    }

    [Fact]
    public void Only_what_is_new_is_taken()
    {
        var history = Make(kept: 10);
        history.Add(FromWorker("""{"type":"first"}"""));
        var number = 0L;
        history.TakeAfter(ref number);

        Assert.Empty(history.TakeAfter(ref number));
        history.Add(FromWorker("""{"type":"second"}"""));
        history.Add(FromWorker("""{"type":"third"}"""));

        Assert.Equal(["second", "third"], history.TakeAfter(ref number).Select(message => message.Type));
    }

    [Fact]
    public void A_secret_is_masked_in_the_object_and_in_the_type()
    {
        secrets.Add(new Secret(Secret));
        var history = Make(kept: 10);

        history.Add(FromWorker($$"""{"type":"{{Secret}}","said":"{{Secret}}"}"""));

        Assert.DoesNotContain(Secret, All(history).Single().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, All(history).Single().Type, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_message_over_4_KiB_is_cut(int over, bool isCut)
    {
        const string around = """{"type":"long","text":""}""";
        var history = Make(kept: 10);

        history.Add(FromWorker($$"""{"type":"long","text":"{{new string('x', 4096 - around.Length + over)}}"}"""));

        var text = All(history).Single().Text;
        Assert.Equal(isCut ? 4097 : 4096, text.Length);
        Assert.Equal(isCut, text.EndsWith('…'));
    }

    [Fact]
    public void A_message_that_no_tree_can_hold_is_kept_without_its_content()
    {
        var history = Make(kept: 10);

        history.Add(FromWorker($$"""{"type":"large","number":1{{new string('0', 100_000)}}}"""));

        var message = All(history).Single();
        Assert.Equal("large", message.Type);
        Assert.Contains("unreadable", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("00000000", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_the_next_message()
    {
        var history = Make(kept: 10);
        var waiting = history.WaitAfterAsync(0, Test.Token);
        Assert.False(waiting.IsCompleted);

        history.Add(FromWorker("""{"type":"hello"}"""));

        Assert.True(await waiting.Soon());
        Assert.False(history.WaitAfterAsync(1, Test.Token).IsCompleted);
    }

    [Fact]
    public async Task The_end_tells_who_waits_that_nothing_comes_any_more()
    {
        var history = Make(kept: 10);
        var waiting = history.WaitAfterAsync(0, Test.Token);

        history.End();

        Assert.False(await waiting.Soon());
        Assert.False(await history.WaitAfterAsync(0, Test.Token).Soon());
    }

    [Fact]
    public async Task What_was_said_before_the_end_is_taken_first()
    {
        var history = Make(kept: 10);
        history.Add(FromWorker("""{"type":"hello"}"""));
        history.End();

        Assert.True(await history.WaitAfterAsync(0, Test.Token).Soon());
        Assert.False(await history.WaitAfterAsync(1, Test.Token).Soon());
    }

    private MessageHistory Make(int kept) => new(secrets, time, kept);

    private static IReadOnlyList<ProtocolMessage> All(MessageHistory history)
    {
        var number = 0L;
        return history.TakeAfter(ref number);
    }

    private static WorkerMessage FromWorker(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        using var parsed = System.Text.Json.JsonDocument.Parse(bytes);
        return new WorkerMessage(parsed.RootElement.GetProperty("type").GetString()!, bytes, new JsonProperties());
    }
}
