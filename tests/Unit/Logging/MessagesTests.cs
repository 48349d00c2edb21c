using System.Globalization;
using System.Reflection;
using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

/// <summary>The table of messages, and its page: <c>MESSAGES_PAGE=$PWD/docs/messages.md</c> writes the latter anew.</summary>
public sealed class MessagesTests
{
    private const string Head = """
        # Messages

        All messages of the runner in its log. The id never changes and is never used for another message: filter by it rather than by the text, which may
        change. It is `eventId` in the `json` log, and the event's id in the Windows event log ([logging](logging.md)). Names in braces stand for what
        differs from one message to the next.

        | id | level | message |
        | --- | --- | --- |

        """;

    private static readonly IReadOnlyList<LogMessage> All = [.. typeof(Messages).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(Say).OrderBy(m => m.Id)];

    [Fact]
    public void Every_message_has_an_id_of_its_own()
    {
        Assert.Equal(All.Count, All.Select(m => m.Id).Distinct().Count());
        Assert.All(All, m => Assert.InRange(m.Id, EventLogFormat.WorkerId + 1, LogMessage.HighestId));
    }

    [Fact]
    public void The_page_has_all_of_them()
    {
        if (Environment.GetEnvironmentVariable("MESSAGES_PAGE") is { } path) File.WriteAllText(path, Page());
        using var page = new StreamReader(typeof(MessagesTests).Assembly.GetManifestResourceStream("messages.md")!);
        Assert.Equal(Page(), page.ReadToEnd().Replace("\r\n", "\n"));
    }

    private static string Page()
    {
        var page = new StringBuilder(Head.Replace("\r\n", "\n"));
        foreach (var message in All)
            page.Append(FormattableString.Invariant($"| {message.Id} | {LogSettings.NameOf(message.Level)} | {message.Text.Replace("\n", " ").Replace("|", "\\|")} |\n"));
        return page.ToString();
    }

    /// <summary>The message with its parameters' names in their places.</summary>
    private static LogMessage Say(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var values = parameters.Select(ValueOf).ToArray();
        var message = (LogMessage)method.Invoke(null, values)!;
        var text = message.Text;
        for (var i = 0; i < values.Length; i++) text = text.Replace(ShownAs(values[i]!), $"{{{parameters[i].Name}}}");
        return message with { Text = text };
    }

    /// <summary>A value that stands for itself alone: no text and no other value looks like it.</summary>
    private static object ValueOf(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var t when t == typeof(string) => $"{{{parameter.Name}}}",
        var t when t == typeof(int) => 7_000_000 + parameter.Position,
        var t when t == typeof(long) => 7_000_000L + parameter.Position,
        var t when t == typeof(TimeSpan) => TimeSpan.FromMinutes(11 + parameter.Position),
        var t when t == typeof(DateTimeOffset) => new DateTimeOffset(2001, 1, 1 + parameter.Position, 0, 0, 0, TimeSpan.Zero),
        var t when t == typeof(Exception) || t == typeof(WorkerRunnerException) => new SessionRequestException($"{{{parameter.Name}}}"),
        var t => throw new NotSupportedException($"{t} in {parameter.Member.Name}"),
    };

    private static string ShownAs(object value) => value switch
    {
        TimeSpan time => DurationText.Of(time),
        DateTimeOffset time => TimeText.Of(time),
        Exception e => e.ToString(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
