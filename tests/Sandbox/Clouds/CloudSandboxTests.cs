using System.Net;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.Tests.Clouds;

public sealed class CloudSandboxTests : CloudFixture
{
    private const string Preempted = "/computeMetadata/v1/instance/preempted";

    public CloudSandboxTests()
    {
        Headers["Metadata-Flavor"] = "Google";
        Headers["Metadata"] = "true";
    }

    [Fact]
    public void Every_service_has_its_own_address() =>
        Assert.Equal(4, new HashSet<string> { Sandbox.RootUrl, Sandbox.Aws.Address, Sandbox.Azure.Address, Sandbox.Google.Address }.Count);

    [Fact]
    public async Task Requests_are_recorded_with_their_service()
    {
        await GetAsync(Sandbox.Aws, "/latest/user-data");
        await GetAsync(Sandbox.Azure, "/metadata/x");
        await GetAsync(Sandbox.Google, Preempted);
        await RegisterAsync();
        Assert.Equal(
            [(ServiceName.Aws, 401), (ServiceName.Azure, 404), (ServiceName.Google, 200), (ServiceName.Taskcluster, 200)],
            Sandbox.Requests.Select(request => (request.Service, request.Status ?? 0)));
        Assert.Equal(Sandbox.Requests.Select(request => request.Target), Sandbox.Arrivals.Select(request => request.Target));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(410)]
    public async Task A_fault_strikes_one_service_only(int status)
    {
        Sandbox.Faults.Add(new Fault { Service = ServiceName.Google, Times = 2, Kind = FaultKind.Status(status) });
        Assert.Equal(401, (await GetAsync(Sandbox.Aws, "/latest/user-data")).Status);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
        Assert.Equal(status, (await GetAsync(Sandbox.Google, Preempted)).Status);
        // A fault answers in place of the service: even where that would hang.
        Assert.Equal(status, (await GetAsync(Sandbox.Google, Preempted + "?wait_for_change=true")).Status);
        Assert.Equal(200, (await GetAsync(Sandbox.Google, Preempted)).Status);
    }

    [Fact]
    public async Task A_metadata_connection_can_be_dropped_or_hang()
    {
        Sandbox.Faults.Add(new Fault { Service = ServiceName.Azure, Times = 1, Kind = FaultKind.DropConnection });
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Sandbox.Azure, "/metadata/x"));
        Sandbox.Faults.Add(new Fault { Service = ServiceName.Azure, Kind = FaultKind.Delay(Timeout.InfiniteTimeSpan) });
        var hanging = GetAsync(Sandbox.Azure, "/metadata/hanging");
        await Sandbox.WaitForArrivalAsync(request => request.Target == "/metadata/hanging", Cancellation);
        await Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task A_stop_ends_a_hanging_get()
    {
        var hanging = GetAsync(Sandbox.Google, Preempted + "?wait_for_change=true");
        await Sandbox.WaitForArrivalAsync(_ => true, Cancellation);
        await Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task A_cloud_worker_is_removed_unless_a_fault_prevents_it()
    {
        var google = Sandbox.AddGoogleInstance(Pool, "google", Group);
        var audience = Uri.EscapeDataString(Sandbox.RootUrl);
        var identity = $"/computeMetadata/v1/instance/service-accounts/default/identity?audience={audience}&format=full";
        var worker = (await RegisterAsync(google, "google", new { token = (await GetAsync(google, identity)).Text })).Credentials;
        var path = $"/api/worker-manager/v1/workers/proj-test%2Fwin/{Group}/{google.WorkerId}";
        Sandbox.Faults.Add(new Fault { Service = ServiceName.Taskcluster, Method = "DELETE", Times = 1, Kind = FaultKind.Status(500) });
        Assert.Equal(HttpStatusCode.InternalServerError, (await Client.SendAsync(HttpMethod.Delete, path, credentials: worker)).Status);
        Assert.Empty(Sandbox.RemovedWorkers);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Delete, path, credentials: worker)).Status);
        Assert.Equal(google.WorkerId, Assert.Single(Sandbox.RemovedWorkers).WorkerId);
    }

    [Fact]
    public async Task A_clouds_clock_is_not_taskclusters()
    {
        Sandbox.ClockSkew = TimeSpan.FromDays(1);
        Assert.Equal(23, (await GetAsync(Sandbox.Google, Preempted)).Headers.Date?.Day);
    }

    [Fact]
    public async Task Metadata_is_never_compressed()
    {
        Headers["Accept-Encoding"] = "gzip";
        Assert.Equal("FALSE", (await GetAsync(Sandbox.Google, Preempted)).Text);
    }
}
