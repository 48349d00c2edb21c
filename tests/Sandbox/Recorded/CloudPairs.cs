using WorkerRunner.Sandbox.Clouds.Aws;

namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>
/// The table for AWS and Azure: facts of the mocks that both publish. What these mocks leave to their users (which paths there are by default, a
/// missing api-version, an event ID that changes with each state) is no fact of the service and not here.
/// </summary>
internal static class CloudPairs
{
    private const string Token = "PUT /latest/api/token";
    private const string Lifetime = "X-aws-ec2-metadata-token-ttl-seconds";
    private const string Action = "GET /latest/meta-data/spot/instance-action";
    private const string TerminationTime = "GET /latest/meta-data/spot/termination-time";
    private const string Rebalance = "GET /latest/meta-data/events/recommendations/rebalance";
    private const string Maintenance = "GET /latest/meta-data/events/maintenance/scheduled";
    private const string TargetState = "GET /latest/meta-data/autoscaling/target-lifecycle-state";
    private const string Events = "/metadata/scheduledevents?api-version=2020-07-01";

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 15, 33, 31, 360, TimeSpan.Zero);

    public static IReadOnlyList<CloudPair> Aws { get; } =
    [
        new("a token is text, and its lifetime comes back", Source.AwsMock, Token, 200)
        {
            TokenAge = null, Header = $"{Lifetime}: 21600", ContentType = "text/plain", Text = "[A-Za-z0-9+/_=-]{40,}", Has = $"(?i){Lifetime}: 21600",
        },
        new("a lifetime has to be named", Source.AwsMock, Token, 400) { TokenAge = null },
        new("a lifetime is no text", Source.AwsMock, Token, 400) { TokenAge = null, Header = $"{Lifetime}: long" },
        new("a lifetime is at least a second", Source.AwsMock, Token, 400) { TokenAge = null, Header = $"{Lifetime}: 0" },
        new("a lifetime is six hours at most", Source.AwsMock, Token, 400) { TokenAge = null, Header = $"{Lifetime}: 21601" },
        new("nothing is told without a token", Source.AwsMock, "GET /latest/meta-data/instance-id", 401) { TokenAge = null, ContentType = "text/html" },
        new("nor with one that nobody gave", Source.AwsMock, "GET /latest/meta-data/instance-id", 401)
        {
            TokenAge = null, Header = "X-aws-ec2-metadata-token: invented",
        },
        new("nor with one that is as old as its lifetime", Source.AwsMock, "GET /latest/meta-data/instance-id", 401) { TokenAge = TimeSpan.FromHours(6) },
        new("a second before that it is told", Source.AwsMock, "GET /latest/meta-data/instance-id", 200)
        {
            TokenAge = TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1), ContentType = "text/plain", Text = "i-[0-9a-f]{17}",
        },
        new("a slash at the end changes nothing", Source.AwsMock, "GET /latest/meta-data/instance-id/", 200) { Text = "i-[0-9a-f]{17}" },
        new("what there is not is a page with 404", Source.AwsMock, "GET /latest/meta-data/none", 404) { ContentType = "text/html" },
        new("user data is bytes", Source.AwsMock, "GET /latest/user-data", 200)
        {
            Given = sandbox => sandbox.Aws.UserData = "#!/bin/sh", ContentType = "application/octet-stream", Text = "#!/bin/sh",
        },
        new("the identity document is JSON as text", Source.AwsMock, "GET /latest/dynamic/instance-identity/document", 200) { ContentType = "text/plain" },

        new("no notice is a 404", Source.AwsMock, Action, 404),
        new("nor is there an older form of it", Source.AwsMock, TerminationTime, 404),
        new("a notice is an action and its time", Source.AwsMock, Action, 200)
        {
            Given = Interrupted, ContentType = "application/json", Json = """{"action":"terminate","time":"2026-11-23T15:35:31Z"}""",
        },
        new("which may be to stop it", Source.AwsMock, Action, 200)
        {
            Given = sandbox => sandbox.Aws.AnnounceSpotInterruption("stop", Now.AddMinutes(2)), Json = """{"action":"stop","time":"2026-11-23T15:35:31Z"}""",
        },
        new("its older form is the same time alone", Source.AwsMock, TerminationTime, 200)
        {
            Given = Interrupted, ContentType = "text/plain", Text = "2026-11-23T15:35:31Z",
        },
        new("no recommendation is a 404", Source.AwsMock, Rebalance, 404),
        new("a recommendation is its time", Source.AwsMock, Rebalance, 200)
        {
            Given = sandbox => sandbox.Aws.RecommendRebalance(Now), ContentType = "application/json", Json = """{"noticeTime":"2026-11-23T15:33:31Z"}""",
        },
        new("maintenance is a list of events", Source.AwsMock, Maintenance, 200)
        {
            Given = sandbox => sandbox.Aws.ScheduleMaintenance(new AwsMaintenance(
                "instance-event-1234567890abcdef0", "instance-reboot", At(1), At(7))
            {
                Description = "The instance is scheduled for instance-reboot", State = "completed", NotBeforeDeadline = At(10),
            }),
            ContentType = "application/json",
            Json = """
                [{"Code":"instance-reboot","Description":"The instance is scheduled for instance-reboot","State":"completed",
                "EventId":"instance-event-1234567890abcdef0","NotBefore":"1 Jan 2020 01:03:47 GMT","NotAfter":"7 Jan 2020 01:03:47 GMT",
                "NotBeforeDeadline":"10 Jan 2020 01:03:47 GMT"}]
                """,
        },
        new("a group wants its instance in service", Source.AwsMock, TargetState, 200)
        {
            Given = sandbox => sandbox.Aws.TargetLifecycleState = "InService", ContentType = "text/plain", Text = "InService",
        },
        new("or terminated", Source.AwsMock, TargetState, 200)
        {
            Given = sandbox => sandbox.Aws.TargetLifecycleState = "Terminated", ContentType = "text/plain", Text = "Terminated",
        },
    ];

    public static IReadOnlyList<CloudPair> Azure { get; } =
    [
        new("without an event the list is empty", Source.AzureMock, "GET " + Events, 200)
        {
            ContentType = "application/json", Json = """{"DocumentIncarnation":1,"Events":[]}""",
        },
        new("an event has nine properties", Source.AzureMock, "GET " + Events, 200)
        {
            Given = sandbox => sandbox.Azure.ScheduleEvent("E1", "Freeze", ["vmss_vm1"], Now.AddMinutes(15)),
            Json = """
                {"DocumentIncarnation":2,"Events":[{"EventId":"E1","EventStatus":"Scheduled","EventType":"Freeze","ResourceType":"VirtualMachine",
                "Resources":["vmss_vm1"],"EventSource":"Platform","NotBefore":"Mon, 23 Nov 2026 15:48:31 GMT","Description":"Freeze of vmss_vm1",
                "DurationInSeconds":9}]}
                """,
        },
        new("an event may strike several machines", Source.AzureMock, "GET " + Events, 200)
        {
            Given = sandbox => sandbox.Azure.ScheduleEvent("E1", "Reboot", ["vmss_vm2", "vmss_vm3"]), Text = """.*"Resources":\["vmss_vm2","vmss_vm3"\].*""",
        },
        new("what has no known length lasts -1 seconds", Source.AzureMock, "GET " + Events, 200)
        {
            Given = sandbox => sandbox.Azure.ScheduleEvent("E1", "Redeploy"), Text = """.*"DurationInSeconds":-1.*""",
        },
        new("what has started has no time any more, and is another document", Source.AzureMock, "GET " + Events, 200)
        {
            Given = sandbox =>
            {
                Scheduled(sandbox);
                sandbox.Azure.Start("E1");
            },
            Text = """{"DocumentIncarnation":3,.*"EventStatus":"Started",.*"NotBefore":"",.*""",
        },
        new("what is completed is off the list", Source.AzureMock, "GET " + Events, 200)
        {
            Given = sandbox =>
            {
                Scheduled(sandbox);
                sandbox.Azure.Withdraw("E1");
            },
            Json = """{"DocumentIncarnation":3,"Events":[]}""",
        },
        new("an acknowledgement is taken", Source.AzureMock, "POST " + Events, 200) { Given = Scheduled, Body = """{"StartRequests":[{"EventId":"E1"}]}""" },
        new("of what is no JSON it is not", Source.AzureMock, "POST " + Events, 400) { Given = Scheduled, Body = "{" },
        new("nor where nothing is scheduled", Source.AzureMock, "POST " + Events, 400) { Body = """{"StartRequests":[{"EventId":"E1"}]}""" },
        new("the header Metadata is demanded", Source.AzureDocs, "GET " + Events, 400) { Header = "Metadata" },
        new("so is an api-version", Source.AzureDocs, "GET /metadata/scheduledevents", 400),
    ];

    private static void Interrupted(SandboxServer sandbox) => sandbox.Aws.AnnounceSpotInterruption("terminate", Now.AddMinutes(2));

    private static void Scheduled(SandboxServer sandbox) => sandbox.Azure.ScheduleEvent("E1", "Reboot", notBefore: Now.AddMinutes(15));

    private static DateTimeOffset At(int day) => new(2020, 1, day, 1, 3, 47, TimeSpan.Zero);
}
