using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class ShutdownRequestsTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_host_that_nobody_made_for_the_worker_is_left_alone()
    {
        using var session = WorkerSession.Begin(World.Run(), worker, world.Environment);
        worker.Say("~{\"type\":\"shutdown\"}\n~{\"type\":\"shutdown\"}\n");
        await world.Log.SaidAsync("Host is not dynamically provisioned; exiting");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Single(world.Log.Lines);
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Machine.Shutdowns);
    }
}
