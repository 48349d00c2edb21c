using System.Text.Json;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class FailedStartTests : IDisposable
{
    private static readonly WorkerStartException Error = new("It is not there: s3cret-of-the-run.", "Put it there.");

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_registered_workers_error_is_reported_and_the_worker_removed()
    {
        world.Environment.Log.Secrets.Add(new Secret("s3cret-of-the-run"));
        world.Http.Answer(200);
        world.Environment.Timeline.Enter(RunStep.Starting);
        await ResolveAsync(World.CloudRun("aws"), Error);
        Assert.Equal(["POST /api/worker-manager/v1/worker-pool-errors/proj-test%2Flinux", "DELETE /api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"], Calls());
        using var json = JsonDocument.Parse(world.Http.Requests[0].Body!);
        Assert.Equal("startup-error", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal("It is not there: ********. Put it there.", json.RootElement.GetProperty("description").GetString());
        Assert.Equal("WorkerNotStarted", json.RootElement.GetProperty("extra").GetProperty("errorId").GetString());
        Assert.Equal("starting", json.RootElement.GetProperty("extra").GetProperty("timeline").GetProperty("steps")[0].GetProperty("step").GetString());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_machine_that_is_not_registered_is_shut_down()
    {
        await ResolveAsync(run: null, Error);
        Assert.Empty(world.Http.Requests);
        Assert.Equal("Ending this machine, as its worker could not be started", Assert.Single(world.Machine.Shutdowns));
    }

    [Fact]
    public async Task A_worker_that_can_neither_be_reported_nor_removed_is_shut_down()
    {
        world.Http.Error(403, "InsufficientScopes", "no");
        await ResolveAsync(World.CloudRun("google"), Error);
        Assert.Equal(2, world.Http.Requests.Count);
        Assert.Single(world.Machine.Shutdowns);
        Assert.Contains("The failed start could not be reported", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ill_worker_manager_holds_up_the_end_for_minutes_at_most()
    {
        world.Http.Error(503, "Ill", "not now");
        await ResolveAsync(World.CloudRun("google"), Error);
        Assert.Single(world.Machine.Shutdowns);
        Assert.Equal(TimeSpan.FromMinutes(1 + 15), world.Time.Elapsed);
    }

    [Fact]
    public async Task A_long_error_is_cut_for_the_service()
    {
        world.Http.Answer(200);
        await ResolveAsync(World.CloudRun("aws"), new WorkerStartException(new string('x', 20_000)));
        using var json = JsonDocument.Parse(world.Http.Requests[0].Body!);
        Assert.Equal(10240, json.RootElement.GetProperty("description").GetString()!.Length);
    }

    private IEnumerable<string> Calls() => world.Http.Requests.Select(r => $"{r.Method} {r.Path}");

    private async Task ResolveAsync(WorkerRun? run, WorkerRunnerException error)
    {
        var resolving = new FailedStart(world.Environment).ResolveAsync(run, error, Test.Token);
        await world.Time.RunInOrderAsync(resolving);
        await resolving;
    }
}
