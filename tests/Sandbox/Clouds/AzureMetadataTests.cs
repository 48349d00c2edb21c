using System.Net;
using System.Text.Json;
using WorkerRunner.Sandbox.Clouds.Azure;

namespace WorkerRunner.Sandbox.Tests.Clouds;

public sealed class AzureMetadataTests : CloudFixture
{
    private const string Instance = "/metadata/instance?api-version=2025-04-07";
    private const string Document = "/metadata/attested/document?api-version=2025-04-07";
    private const string Events = "/metadata/scheduledevents?api-version=2020-07-01";

    public AzureMetadataTests() => Headers["Metadata"] = "true";

    [Theory]
    [InlineData("Metadata", null, Instance)]
    [InlineData("Metadata", "yes", Events)]
    [InlineData("X-Forwarded-For", "192.0.2.1", Instance)]
    [InlineData("X-Forwarded-For", "192.0.2.1", Document)]
    [InlineData("Metadata", "true", "/metadata/instance")]
    [InlineData("Metadata", "true", "/metadata/instance?api-version=2031-01-01")]
    [InlineData("Metadata", "true", "/metadata/scheduledevents?api-version=2025-04-07")]
    public async Task A_bad_request_is_refused(string header, string? value, string path)
    {
        Headers.Remove(header);
        if (value is not null)
            Headers[header] = value;
        var answer = await GetAsync(Sandbox.Azure, path);
        Assert.Equal(400, answer.Status);
        Assert.StartsWith("Bad request. ", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_instance_tells_its_tags_and_addresses()
    {
        var azure = Sandbox.AddAzureInstance(Pool, "azure", Group);
        var instance = (await GetAsync(azure, Instance)).Json;
        var compute = instance.GetProperty("compute");
        Assert.Equal((azure.WorkerId, azure.VmId), (compute.GetProperty("name").GetString(), compute.GetProperty("vmId").GetString()));
        Assert.Equal(
            [("provider-id", "azure"), ("root-url", Sandbox.RootUrl), ("worker-group", Group), ("worker-pool-id", Pool)],
            Tags(compute).Where(tag => tag.Name is not ("created-by" or "managed-by")));
        Assert.Equal(
            """[{"privateIpAddress":"10.1.0.4","publicIpAddress":"198.51.100.7"}]""",
            instance.GetProperty("network").GetProperty("interface")[0].GetProperty("ipv4").GetProperty("ipAddress").GetRawText());
    }

    [Fact]
    public async Task Tags_and_interfaces_can_be_taken_away()
    {
        var azure = Sandbox.AddAzureInstance(Pool, "azure", Group);
        azure.RemoveTag("root-url");
        azure.SetTag("more", "x");
        azure.Interfaces = [new(new AzureAddress("10.0.0.1"), new AzureAddress("10.0.0.2")), new()];
        var instance = (await GetAsync(azure, Instance)).Json;
        Assert.Equal(
            ["created-by", "managed-by", "more", "provider-id", "worker-group", "worker-pool-id"],
            Tags(instance.GetProperty("compute")).Select(tag => tag.Name));
        var interfaces = instance.GetProperty("network").GetProperty("interface").EnumerateArray();
        Assert.Equal([2, 0], interfaces.Select(one => one.GetProperty("ipv4").GetProperty("ipAddress").GetArrayLength()));
    }

    [Fact]
    public async Task An_attested_document_registers_a_vm_once()
    {
        var azure = Sandbox.AddAzureInstance(Pool, "azure", Group);
        var document = await AttestAsync(azure);
        Assert.NotEqual(document, await AttestAsync(azure));
        Assert.Equal("Signature validation error", (await RegisterAsync(azure, "azure", new { document = document[4..] })).Message);
        var registered = await RegisterAsync(azure, "azure", new { document });
        Assert.Equal($"worker/azure/{Pool}/{Group}/{azure.WorkerId}", registered.Credentials.ClientId);
        var again = await RegisterAsync(azure, "azure", new { document });
        Assert.Equal("This worker is either stopped or running. No need to register", again.Message);
        Sandbox.UniformRefusals = true;
        Assert.Equal("Signature validation error", (await RegisterAsync(azure, "azure", new { document })).Message);
    }

    [Fact]
    public async Task An_attested_document_ends()
    {
        var azure = Sandbox.AddAzureInstance(Pool, "azure", Group);
        azure.AttestedDocumentLifetime = TimeSpan.FromMinutes(10);
        var document = await AttestAsync(azure);
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("Signature validation error", (await RegisterAsync(azure, "azure", new { document })).Message);
        var fresh = await RegisterAsync(azure, "azure", new { document = await AttestAsync(azure) });
        Assert.Equal(HttpStatusCode.OK, fresh.Status);
    }

    [Fact]
    public async Task An_event_is_scheduled_acknowledged_and_withdrawn()
    {
        var azure = Sandbox.Azure;
        Assert.Equal("""{"DocumentIncarnation":1,"Events":[]}""", (await GetAsync(azure, Events)).Text);
        azure.ScheduleEvent("E1", "Preempt", notBefore: Time.GetUtcNow().AddSeconds(30));
        azure.ScheduleEvent("E2", "Freeze", ["another-vm"], Time.GetUtcNow().AddMinutes(15));
        var document = (await GetAsync(azure, Events)).Json;
        Assert.Equal(3, document.GetProperty("DocumentIncarnation").GetInt32());
        Assert.Equal(("Preempt", "Scheduled", "Mon, 23 Nov 2026 15:34:01 GMT", azure.WorkerId), Describe(document, 0));
        Assert.Equal(("Freeze", "Scheduled", "Mon, 23 Nov 2026 15:48:31 GMT", "another-vm"), Describe(document, 1));

        Assert.Equal(200, (await SendAsync(HttpMethod.Post, azure, Events, """{"StartRequests":[{"EventId":"E1"}]}""")).Status);
        document = (await GetAsync(azure, Events)).Json;
        Assert.Equal(4, document.GetProperty("DocumentIncarnation").GetInt32());
        Assert.Equal(("Preempt", "Started", "", azure.WorkerId), Describe(document, 0));

        azure.Withdraw("E1");
        Assert.Equal("E2", Assert.Single(azure.Events).EventId);
        Assert.Equal(5, (await GetAsync(azure, Events)).Json.GetProperty("DocumentIncarnation").GetInt32());
    }

    [Theory]
    [InlineData("""{"StartRequests":[{"EventId":"unknown"}]}""")]
    [InlineData("""{"StartRequests":[{}]}""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_bad_acknowledgement_is_refused(string body)
    {
        Sandbox.Azure.ScheduleEvent("E1", "Reboot");
        Assert.Equal(400, (await SendAsync(HttpMethod.Post, Sandbox.Azure, Events, body)).Status);
        Assert.Equal("Scheduled", Assert.Single(Sandbox.Azure.Events).EventStatus);
    }

    [Fact]
    public async Task The_first_request_for_events_switches_them_on()
    {
        Sandbox.Azure.ScheduledEventsDelay = TimeSpan.FromMinutes(2);
        var first = GetAsync(Sandbox.Azure, Events);
        await Sandbox.WaitForArrivalAsync(request => request.Service == ServiceName.Azure, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(Sandbox.Requests);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await GetAsync(Sandbox.Azure, Events)).Status);
    }

    private async Task<string> AttestAsync(AzureInstance azure)
    {
        var answer = (await GetAsync(azure, Document)).Json;
        Assert.Equal("pkcs7", answer.GetProperty("encoding").GetString());
        return answer.GetProperty("signature").GetString()!;
    }

    private static IEnumerable<(string Name, string Value)> Tags(JsonElement compute) => compute.GetProperty("tagsList").EnumerateArray()
        .Select(tag => (tag.GetProperty("name").GetString()!, tag.GetProperty("value").GetString()!));

    private static (string? Type, string? Status, string? NotBefore, string? Resource) Describe(JsonElement document, int index)
    {
        var scheduled = document.GetProperty("Events")[index];
        return (scheduled.GetProperty("EventType").GetString(), scheduled.GetProperty("EventStatus").GetString(),
            scheduled.GetProperty("NotBefore").GetString(), Assert.Single(scheduled.GetProperty("Resources").EnumerateArray()).GetString());
    }
}
