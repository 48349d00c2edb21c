using System.Text;
using WorkerRunner.Protocol;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Protocol;

public sealed class OutgoingMessageTests
{
    [Fact]
    public void The_welcome_names_the_capabilities_sorted() =>
        Assert.Equal("~{\"type\":\"welcome\",\"capabilities\":[\"error-report\",\"log\",\"shutdown\"]}\n", Text(OutgoingMessage.Welcome(["shutdown", "error-report", "log"])));

    [Theory]
    [InlineData(true, "~{\"type\":\"graceful-termination\",\"finish-tasks\":true}\n")]
    [InlineData(false, "~{\"type\":\"graceful-termination\",\"finish-tasks\":false}\n")]
    public void The_termination_says_whether_tasks_may_finish(bool finishTasks, string expected) =>
        Assert.Equal(expected, Text(OutgoingMessage.GracefulTermination(finishTasks)));

    [Fact]
    public void New_credentials_leave_out_a_certificate_that_there_is_not() =>
        Assert.Equal(
            "~{\"type\":\"new-credentials\",\"client-id\":\"c\",\"access-token\":\"t\"}\n",
            Text(OutgoingMessage.NewCredentials(new Credentials("c", new Secret("t")))));

    [Fact]
    public void A_certificate_goes_as_text_in_one_line()
    {
        var text = Text(OutgoingMessage.NewCredentials(new Credentials("c", new Secret("t"), new Secret("{\n\"version\":1}"))));
        Assert.Equal(1, text.Count(c => c == '\n'));
        using var json = System.Text.Json.JsonDocument.Parse(text.AsMemory(1));
        Assert.Equal("{\n\"version\":1}", json.RootElement.GetProperty("certificate").GetString());
    }

    private static string Text(OutgoingMessage message) => Encoding.UTF8.GetString(message.Line);
}
