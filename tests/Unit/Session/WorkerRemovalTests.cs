using WorkerRunner.Machine;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class WorkerRemovalTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task A_worker_of_a_cloud_is_removed(string cloud)
    {
        world.Http.Answer(200);
        await RemoveAsync(World.CloudRun(cloud));
        var request = Assert.Single(world.Http.Requests);
        Assert.Equal(("DELETE", "/api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"), (request.Method, request.Path));
        Assert.Contains("worker/client", request.Authorization!, StringComparison.Ordinal);
        Assert.Empty(world.Machine.Shutdowns);
        Assert.Equal(["It is over"], world.Log.Lines);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task If_that_is_refused_the_machine_is_shut_down(int status)
    {
        world.Http.Error(status, "No", "never");
        await RemoveAsync(World.CloudRun("aws"));
        Assert.Single(world.Http.Requests);
        Assert.Equal("It is over", Assert.Single(world.Machine.Shutdowns));
        Assert.Contains($"{status} No never", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_that_does_not_work_for_15_minutes_the_machine_is_shut_down()
    {
        world.Http.Error(503, "Ill", "not now");
        await RemoveAsync(World.CloudRun("aws"));
        Assert.Single(world.Machine.Shutdowns);
        Assert.Equal(TimeSpan.FromMinutes(15), world.Time.Elapsed);
    }

    [Fact]
    public async Task What_is_wrong_with_an_answer_is_tried_again_and_then_the_machine_is_shut_down()
    {
        world.Http.Then((_, _) =>
        {
            var response = new HttpResponseMessage { Content = new ByteArrayContent("no gzip"u8.ToArray()) };
            response.Content.Headers.ContentEncoding.Add("gzip");
            return Task.FromResult(response);
        });
        await RemoveAsync(World.CloudRun("aws"));
        Assert.InRange(world.Http.Requests.Count, 2, 100);
        Assert.Single(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task Once_the_workers_credentials_have_expired_nothing_is_tried_any_more()
    {
        world.Http.Error(503, "Ill", "not now");
        await RemoveAsync(World.CloudRun("aws") with { CredentialsExpire = TestTime.Origin.AddMinutes(4) });
        Assert.Single(world.Machine.Shutdowns);
        Assert.Equal(TimeSpan.FromMinutes(4), world.Time.Elapsed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_runner_is_to_end_half_a_minute_more_is_all_there_is(bool isUnderWay)
    {
        world.Http.NeverAnswer();
        var removal = new WorkerRemoval(world.Environment);
        if (!isUnderWay) removal.Hurry();
        var removing = removal.RemoveAsync(World.CloudRun("azure"), "It is over", TimeSpan.Zero, Test.Token);
        if (isUnderWay)
        {
            world.Time.Advance(TimeSpan.FromSeconds(100));
            removal.Hurry();
        }
        await world.Time.RunInOrderAsync(removing);
        await removing;
        Assert.Single(world.Machine.Shutdowns);
        Assert.Equal(TimeSpan.FromSeconds(isUnderWay ? 130 : 30), world.Time.Elapsed);
        Assert.Contains("not within 30 s", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_may_wait()
    {
        world.Http.Answer(200);
        var removing = new WorkerRemoval(world.Environment).RemoveAsync(World.CloudRun("aws"), "It is over", TimeSpan.FromSeconds(7), Test.Token);
        await world.Time.RunInOrderAsync(removing);
        await removing;
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(world.Http.Requests).At);
        Assert.Contains("The worker is removed in 7 s: other instances may have been interrupted at the same time", world.Log.Lines);
    }

    [Fact]
    public async Task But_not_once_the_runner_is_to_end()
    {
        world.Http.Answer(200);
        var removal = new WorkerRemoval(world.Environment);
        var removing = removal.RemoveAsync(World.CloudRun("aws"), "It is over", TimeSpan.FromSeconds(7), Test.Token);
        await world.Time.ArmedAsync(TimeSpan.FromSeconds(7));
        removal.Hurry();
        await removing.Soon();
        Assert.Equal(TimeSpan.Zero, Assert.Single(world.Http.Requests).At);
    }

    [Fact]
    public async Task When_the_runner_is_to_end_at_once_the_machine_is_shut_down_at_once()
    {
        world.Http.NeverAnswer();
        var removal = new WorkerRemoval(world.Environment);
        var removing = removal.RemoveAsync(World.CloudRun("azure"), "It is over", TimeSpan.Zero, Test.Token);
        removal.HurryMore();
        await removing.Soon();
        Assert.Single(world.Machine.Shutdowns);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task If_nobody_answers_the_machine_is_shut_down_after_the_last_attempt()
    {
        world.Http.NeverAnswer();
        var removal = new WorkerRemoval(world.Environment).RemoveAsync(World.CloudRun("aws"), "It is over", TimeSpan.Zero, Test.Token);
        await world.Time.RunInOrderAsync(removal);
        await removal;
        Assert.Single(world.Machine.Shutdowns);
        Assert.InRange(world.Time.Elapsed, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15.5));
    }

    [Fact]
    public async Task A_machine_that_refuses_to_shut_down_is_said()
    {
        world.Http.Error(403, "No", "never");
        world.Machine.OnShutDown = () => throw new MachineException("Not allowed.");
        await RemoveAsync(World.CloudRun("aws"));
        Assert.Contains("The machine could not be shut down: Not allowed.", world.Log.Lines);
    }

    [Theory]
    [InlineData("static")]
    [InlineData("standalone")]
    public async Task A_host_that_nobody_made_for_the_worker_is_left_alone(string providerType)
    {
        await RemoveAsync(World.CloudRun(providerType));
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Machine.Shutdowns);
        Assert.Equal(["Host is not dynamically provisioned; exiting"], world.Log.Lines);
    }

    [Fact]
    public async Task An_instance_that_is_to_be_kept_is_kept()
    {
        await RemoveAsync(World.CloudRun("aws") with { KeepInstance = true });
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Machine.Shutdowns);
        Assert.Equal(["The instance is kept, as requested"], world.Log.Lines);
    }

    private async Task RemoveAsync(WorkerRun run)
    {
        var removal = new WorkerRemoval(world.Environment).RemoveAsync(run, "It is over", TimeSpan.Zero, Test.Token);
        await world.Time.RunInOrderAsync(removal);
        await removal;
    }
}
