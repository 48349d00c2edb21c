using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using WorkerRunner.Sandbox.Clouds.Google;

namespace WorkerRunner.Sandbox.Tests.Clouds;

public sealed class GoogleMetadataTests : CloudFixture
{
    private const string Base = "/computeMetadata/v1";
    private const string Attribute = "/instance/attributes/taskcluster";
    private const string Preempted = Base + "/instance/preempted";
    private const string Maintenance = Base + "/instance/maintenance-event";
    private const string Identity = Base + "/instance/service-accounts/default/identity";

    public GoogleMetadataTests() => Headers["Metadata-Flavor"] = "Google";

    [Theory]
    [InlineData("Metadata-Flavor", null, 403)]
    [InlineData("Metadata-Flavor", "google", 403)]
    [InlineData("X-Forwarded-For", "192.0.2.1", 403)]
    [InlineData("X-Other", "x", 200)]
    public async Task The_flavor_is_required_and_a_proxy_refused(string header, string? value, int expected)
    {
        Headers.Remove(header);
        if (value is not null)
            Headers[header] = value;
        var answer = await GetAsync(Sandbox.Google, Preempted);
        Assert.Equal(expected, answer.Status);
        Assert.Equal(["Google"], answer.Headers.GetValues("Metadata-Flavor"));
    }

    [Theory]
    [InlineData("/project/project-id", "sandbox-project")]
    [InlineData("/instance/image", "projects/sandbox-project/global/images/sandbox-image")]
    [InlineData("/instance/machine-type", "projects/123456789012/machineTypes/n2-standard-4")]
    [InlineData("/instance/zone", "projects/123456789012/zones/us-central1-a")]
    [InlineData("/instance/network-interfaces/0/ip", "10.128.0.5")]
    [InlineData("/instance/network-interfaces/0/access-configs/0/external-ip", "192.0.2.44")]
    [InlineData("/instance/preempted", "FALSE")]
    [InlineData("/instance/maintenance-event", "NONE")]
    public async Task A_value_is_text_with_a_tag(string path, string expected)
    {
        var answer = await GetAsync(Sandbox.Google, Base + path);
        Assert.Equal((200, expected), (answer.Status, answer.Text));
        Assert.Matches("^[0-9a-f]{16}$", answer.ETag);
    }

    [Fact]
    public async Task What_is_missing_is_not_found()
    {
        var google = Sandbox.AddGoogleInstance(Pool, "google", Group);
        Assert.Equal(google.WorkerId, (await GetAsync(google, $"{Base}/instance/id")).Text);
        Assert.Equal(Pool, (await GetAsync(google, Base + Attribute)).Json.GetProperty("workerPoolId").GetString());
        (google.ExternalIp, google.TaskclusterAttribute) = (null, null);
        foreach (var path in (string[])["/instance/network-interfaces/0/access-configs/0/external-ip", Attribute, "/x"])
            Assert.Equal(404, (await GetAsync(google, Base + path)).Status);
    }

    [Fact]
    public async Task A_hanging_get_answers_at_once_what_the_client_does_not_know()
    {
        Assert.Equal("FALSE", (await GetAsync(Sandbox.Google, $"{Preempted}?wait_for_change=true&last_etag=0&timeout_sec=60")).Text);
    }

    [Fact]
    public async Task A_hanging_get_answers_when_the_value_changes()
    {
        var tag = (await GetAsync(Sandbox.Google, Preempted)).ETag;
        var hanging = await HangAsync(Preempted, tag);
        Sandbox.Google.SetMaintenanceEvent("MIGRATE_ON_HOST_MAINTENANCE");
        Assert.Single(Sandbox.Requests);
        Sandbox.Google.Preempt();
        var answer = await hanging;
        Assert.Equal("TRUE", answer.Text);
        Assert.NotEqual(tag, answer.ETag);
    }

    [Fact]
    public async Task A_hanging_get_answers_the_same_at_its_timeout()
    {
        var tag = (await GetAsync(Sandbox.Google, Maintenance)).ETag;
        var hanging = await HangAsync(Maintenance, tag);
        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(Sandbox.Requests);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("NONE", tag), ((await hanging).Text, (await hanging).ETag));
    }

    [Fact]
    public async Task An_identity_token_carries_its_audience()
    {
        Assert.Equal(400, (await GetAsync(Sandbox.Google, Identity)).Status);
        var token = (await TokenAsync(Sandbox.Google, Sandbox.RootUrl)).Split('.');
        Assert.Equal(3, token.Length);
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(token[1]));
        Assert.Equal(Sandbox.RootUrl, claims.GetProperty("aud").GetString());
        Assert.Equal(
            Sandbox.Google.WorkerId, claims.GetProperty("google").GetProperty("compute_engine").GetProperty("instance_id").GetString());
    }

    [Fact]
    public async Task A_full_token_for_exactly_the_root_url_registers_a_vm_once()
    {
        var google = Sandbox.AddGoogleInstance(Pool, "google", Group);
        var (withSlash, exact) = (await TokenAsync(google, Sandbox.RootUrl + "/"), await TokenAsync(google, Sandbox.RootUrl));
        foreach (var token in (string[])[withSlash, exact + "x", "a.b.c"])
            Assert.Equal("Token validation error", (await RegisterAsync(google, "google", new { token })).Message);
        var bare = new { token = (await GetAsync(google, $"{Identity}?audience={Sandbox.RootUrl}")).Text };
        Assert.Equal(HttpStatusCode.InternalServerError, (await RegisterAsync(google, "google", bare)).Status);
        var good = new { token = exact };
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(google, "google", good)).Status);
        Assert.Equal(
            "This worker is either stopped or running. No need to register", (await RegisterAsync(google, "google", good)).Message);
    }

    /// <summary>Sends a hanging GET; it has arrived when this is done.</summary>
    private async Task<Task<MetadataAnswer>> HangAsync(string path, string tag)
    {
        var target = $"{path}?wait_for_change=true&last_etag={tag}&timeout_sec=60";
        var answer = GetAsync(Sandbox.Google, target);
        await Sandbox.WaitForArrivalAsync(request => request.Target == target, Cancellation);
        return answer;
    }

    private async Task<string> TokenAsync(GoogleInstance google, string audience) =>
        (await GetAsync(google, $"{Identity}?audience={Uri.EscapeDataString(audience)}&format=full")).Text;
}
