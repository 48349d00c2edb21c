using System.Net;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.Tests;

public sealed class FaultTests : SandboxFixture
{
    [Fact]
    public async Task A_status_strikes_as_often_as_it_should()
    {
        var headers = new Dictionary<string, string> { ["Retry-After"] = "7" };
        Sandbox.Faults.Add(new Fault { Method = "post", PathContains = "/register", Times = 2, Kind = FaultKind.Status(503, "{}", headers) });
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RegisterAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
        Assert.Equal([503, 503, 200], Sandbox.Requests.Select(request => request.Status));
    }

    [Fact]
    public async Task A_dropped_request_has_no_effect_and_no_status()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.DropConnection });
        await Assert.ThrowsAsync<HttpRequestException>(RegisterAsync);
        Assert.Null(Assert.Single(Sandbox.Requests).Status);
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_had_its_effect()
    {
        var worker = (await RegisterAsync()).Credentials;
        Sandbox.Faults.Add(new Fault { Method = "DELETE", Kind = FaultKind.DropAfterHandling });
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.SendAsync(HttpMethod.Delete, RemovePath, credentials: worker));
        Assert.Single(Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task A_truncated_body_breaks_off()
    {
        Sandbox.Faults.Add(new Fault { Times = 1, Kind = FaultKind.TruncateBody });
        await Assert.ThrowsAnyAsync<HttpRequestException>(RegisterAsync);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
    }

    [Fact]
    public async Task A_delay_lasts_by_the_sandboxs_time()
    {
        Sandbox.Faults.Add(new Fault { PathContains = "/register", Kind = FaultKind.Delay(TimeSpan.FromHours(1)) });
        var answer = RegisterAsync();
        await Sandbox.WaitForArrivalAsync(request => request.Target.EndsWith("/register", StringComparison.Ordinal), Cancellation);
        Assert.Empty(Sandbox.Requests);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
    }

    [Fact]
    public async Task A_stop_ends_what_is_under_way()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay(Timeout.InfiniteTimeSpan) });
        var answer = RegisterAsync();
        await Sandbox.WaitForArrivalAsync(_ => true, Cancellation);
        await Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task A_slow_body_comes_whole()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.SlowBody(TimeSpan.Zero) });
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
    }
}
