using System.Text.Json;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Runners;
using WorkerRunner.Sandbox.Taskcluster;
using WorkerRunner.Sandbox.Taskcluster.Queue;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;
using TaskStatus = WorkerRunner.Sandbox.Taskcluster.Queue.TaskStatus;

namespace WorkerRunner.Sandbox.Page;

/// <summary>The page of a sandbox, with all that it watches.</summary>
internal sealed class SandboxPage : IAsyncDisposable
{
    private const string RegisterTarget = "/worker/register";
    private const int MostTasks = 50;

    private readonly Deployment deployment;
    private readonly CloudServices clouds;
    private readonly FaultList faults;
    private readonly RequestJournal journal;
    private readonly PageFeed feed;
    private readonly PageFront front;
    private readonly Listener listener;
    private RunnerWatch? runners;
    private string rootUrl = "";

    /// <summary>Sets it up.</summary>
    /// <param name="deployment">The deployment that it shows.</param>
    /// <param name="clouds">The clouds that it shows.</param>
    /// <param name="faults">What goes wrong on purpose.</param>
    /// <param name="journal">The requests.</param>
    /// <param name="time">What its watching runs on.</param>
    /// <param name="listen">Makes a port for it.</param>
    public SandboxPage(
        Deployment deployment, CloudServices clouds, FaultList faults, RequestJournal journal, TimeProvider time, Func<IFront, Listener> listen)
    {
        (this.deployment, this.clouds, this.faults, this.journal) = (deployment, clouds, faults, journal);
        feed = new PageFeed(time, State, WorkerOf);
        front = new PageFront(feed, new PageActions(faults, () => CloudsInUse, deployment.CreateTask));
        listener = listen(front);
        journal.Arrived += feed.Show;
        journal.Recorded += feed.Show;
    }

    /// <summary>Its address, with the token that opens it.</summary>
    public string Url => $"{listener.Address}/#{front.Token}";

    private IReadOnlyList<CloudOnPage> CloudsInUse
    {
        get
        {
            var time = deployment.Clock.Time;
            CloudOnPage[] all =
            [
                new(ServiceName.Aws, clouds.Aws.WorkerId, CloudCommands.Of(clouds.Aws, time)),
                new(ServiceName.Azure, clouds.Azure.WorkerId, CloudCommands.Of(clouds.Azure, time)),
                new(ServiceName.Google, clouds.Google.WorkerId, CloudCommands.Of(clouds.Google)),
            ];
            return [.. all.Where(cloud => OfInstance(cloud.Instance) is not null)];
        }
    }

    /// <summary>Begins to look for runners, once the deployment listens.</summary>
    public void Start(string deploymentUrl, Func<IReadOnlyList<string>> findRunners)
    {
        rootUrl = deploymentUrl;
        runners = new RunnerWatch(deploymentUrl, findRunners, feed.Show);
        runners.Start();
    }

    /// <summary>Ends the watching, and open pages.</summary>
    public async ValueTask DisposeAsync()
    {
        journal.Arrived -= feed.Show;
        journal.Recorded -= feed.Show;
        feed.Dispose();
        if (runners is not null)
            await runners.DisposeAsync();
    }

    private PageState State() => new(
        rootUrl,
        deployment.Clock.Skew.TotalSeconds,
        [.. deployment.WorkerManager.Workers.Select(Describe)],
        runners?.Statuses ?? [],
        [.. CloudsInUse.Select(cloud => new PageCloud(cloud.Name, cloud.Instance, [.. cloud.Commands.Select(c => new PageCommand(c.Name, c.Help))]))],
        [.. faults.Snapshot().Select(fault => new PageFault(fault.Name, fault.Left))],
        [.. deployment.Tasks.Tasks.Reverse().Take(MostTasks).Select(Describe)]);

    private static PageTask Describe(TaskStatus task) => new(task.TaskId, task.Name, task.TaskQueueId, task.State, [.. task.Runs.Select(Describe)]);

    private static string Describe(TaskRun run) =>
        (run.ReasonResolved ?? run.State) + (run.WorkerId is { } id ? $" on {run.WorkerGroup}/{id}" : "");

    private static PageWorker Describe(KnownWorker worker) =>
        new(worker.Name, worker.ProviderId, worker.IsStopped ? "removed" : worker.HasRegistered ? "registered" : "waiting", worker.CredentialsExpire);

    private string? WorkerOf(RecordedRequest request) => request.Service switch
    {
        ServiceName.Aws => OfInstance(clouds.Aws.WorkerId),
        ServiceName.Azure => OfInstance(clouds.Azure.WorkerId),
        ServiceName.Google => OfInstance(clouds.Google.WorkerId),
        _ => OfClient(request.ClientId) ?? OfRegistration(request),
    };

    private string? OfInstance(string workerId) => deployment.WorkerManager.Workers.FirstOrDefault(worker => worker.WorkerId == workerId)?.Name;

    /// <summary>A worker's client is worker/provider/pool/group/id, where a pool's name has two parts; a task's names task, run, group and ID.</summary>
    private string? OfClient(string? clientId) => clientId?.Split('/') switch
    {
        ["worker", _, .. var name] => string.Join('/', name),
        ["task-client", _, _, "on", var group, var id, ..] => deployment.WorkerManager.Workers.FirstOrDefault(worker => worker.Name.EndsWith($"/{group}/{id}", StringComparison.Ordinal))?.Name,
        _ => clientId,
    };

    private static string? OfRegistration(RecordedRequest request)
    {
        if (!request.Target.EndsWith(RegisterTarget, StringComparison.Ordinal))
            return null;
        try
        {
            var who = JsonSerializer.Deserialize<Registration>(request.Body, JsonSerializerOptions.Web);
            return $"{who?.WorkerPoolId}/{who?.WorkerGroup}/{who?.WorkerId}";
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Registration(string? WorkerPoolId, string? WorkerGroup, string? WorkerId);
}
