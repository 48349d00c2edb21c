using WorkerRunner.Sandbox.Page;

namespace WorkerRunner.Sandbox.Tests.Page;

public sealed class BootRequestsTests
{
    [Fact]
    public void The_boot_of_each_worker_stays_when_newer_requests_have_come()
    {
        var requests = new BootRequests(mostNewest: 10);
        for (var i = 1; i <= 100; i++)
            requests.Set(Request(i, i <= 3 ? "p/a/g/early" : "p/a/g/late"));
        Assert.Equal([1, 2, 3, .. Enumerable.Range(4, 40), .. Enumerable.Range(91, 10)], requests.InOrder().Select(r => (int)r.Number));
    }

    [Fact]
    public void An_answer_takes_the_place_of_its_request()
    {
        var requests = new BootRequests(mostNewest: 10);
        requests.Set(Request(1, "p/a/g/w"));
        requests.Set(Request(1, "p/a/g/w") with { Status = 200 });
        Assert.Equal(200, Assert.Single(requests.InOrder()).Status);
    }

    private static PageRequest Request(long number, string worker) => new(number, "taskcluster", "GET", "/", DateTimeOffset.UnixEpoch, null, null, worker);
}
