using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Values.Timelines;

public sealed class TimelineDrawingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    private static readonly Timeline Boot = new(
        [
            Step(RunStep.Metadata, 2, TimelineOutcome.Succeeded, Request("aws metadata latest/dynamic/instance-identity/document", 1, 1, 1, TimelineOutcome.Succeeded)),
            Step(RunStep.Registration, 6, TimelineOutcome.Succeeded, Request("worker-manager.registerWorker", 0, 6, 3, TimelineOutcome.Succeeded)),
            Step(RunStep.Secrets, 8, TimelineOutcome.Failed, Request("secrets.get of \"<a & b>\"", 4, 4, 2, TimelineOutcome.Refused)),
            Step(RunStep.Running, 1_000_000, TimelineOutcome.UnderWay),
        ],
        "group/<id> of a/pool at https://tc.example.com");

    [Fact]
    public void The_text_is_a_waterfall_of_80_columns() => Assert.Equal(
        """
        group/<id> of a/pool at https://tc.example.com
        metadata                            |====                        | 2 s
          aws metadata l...dentity/document |  --                        | 1 s
        registration                        |    ==========              | 6 s
          worker-manager.registerWorker x3  |    ----------              | 6 s
        secrets                             |              =============!| 8 s
          secrets.get of "<a & b>" x2       |                     ------!| 4 s
        running                             |                            | 11 days 14 h
        """.Replace("\r\n", "\n"),
        Boot.ToString());

    [Fact]
    public void No_line_is_longer_than_80_columns()
    {
        var odd = new Timeline(
            [Step(RunStep.WaitingForHello, 0, TimelineOutcome.UnderWay, Request(new string('x', 300), -5, 7200, 12345, TimelineOutcome.Failed)), Step(RunStep.Ending, 1e7, TimelineOutcome.Failed)],
            worker: null);
        Assert.All(odd.ToString().Split('\n'), line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(" x12345", odd.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_drawn_of_a_run_that_has_not_begun() => Assert.Equal("", Timeline.Empty.ToString());

    [Fact]
    public void The_picture_is_xml_that_needs_no_other_file()
    {
        var svg = XDocument.Parse(TimelinePicture.Svg(Boot));
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Contains("Start of group/<id> of a/pool at https://tc.example.com: 16 s", texts);
        Assert.Contains("6 s, 3 attempts", texts);
        Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src");
        // The background, and a bar for each row of the start.
        Assert.Equal(1 + 6, svg.Descendants().Count(e => e.Name.LocalName == "rect"));
    }

    [Fact]
    public void The_page_has_the_picture_and_the_text()
    {
        var html = TimelinePicture.Html(Boot);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains(TimelinePicture.Svg(Boot), html, StringComparison.Ordinal);
        Assert.Contains("secrets.get of &quot;&lt;a &amp; b&gt;&quot; x2", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<id>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_json()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) TimelineJson.Write(json, Boot);
        using var read = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(16_000, read.RootElement.GetProperty("startMs").GetInt64());
        var step = read.RootElement.GetProperty("steps")[1];
        Assert.Equal(("registration", 6000, "succeeded"), (step.GetProperty("step").GetString(), step.GetProperty("durationMs").GetInt32(), step.GetProperty("outcome").GetString()));
        var request = step.GetProperty("requests")[0];
        Assert.Equal(("worker-manager.registerWorker", 3), (request.GetProperty("request").GetString(), request.GetProperty("attempts").GetInt32()));
        Assert.Equal(Start, request.GetProperty("startedAt").GetDateTimeOffset());
    }

    private static TimelineStep Step(RunStep step, double seconds, TimelineOutcome outcome, params TimelineRequest[] requests) =>
        new() { Step = step, StartedAt = Start, Duration = TimeSpan.FromSeconds(seconds), Outcome = outcome, Requests = requests };

    private static TimelineRequest Request(string name, double begin, double seconds, int attempts, TimelineOutcome outcome) =>
        new() { Name = name, StartedAt = Start + TimeSpan.FromSeconds(begin), Duration = TimeSpan.FromSeconds(seconds), Attempts = attempts, Outcome = outcome };
}
