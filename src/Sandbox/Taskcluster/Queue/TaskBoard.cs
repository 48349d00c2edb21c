using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>
/// The tasks and what becomes of them: pending ones are claimed, claims expire, deadlines pass. The facts are those of the queue's
/// database functions, v106. Thread-safe.
/// </summary>
internal sealed class TaskBoard(SandboxClock clock) : IDisposable
{
    // What a timer can wait; a deadline is no more than five days away.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Lock gate = new();
    private readonly Dictionary<string, QueueTask> tasks = new(StringComparer.Ordinal);
    private readonly HashSet<ITimer> timers = [];
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Raised when something became of a task.</summary>
    public event Action<TaskStatus>? Changed;

    /// <summary>How long a claim is good.</summary>
    public TimeSpan ClaimTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>The tasks as they are now, the oldest first.</summary>
    public IReadOnlyList<TaskStatus> Tasks
    {
        get
        {
            lock (gate)
                return [.. tasks.Values.Select(task => task.Snapshot)];
        }
    }

    /// <summary>Adds a task, which is pending at once. One that is there already by the same definition is left as it is.</summary>
    /// <returns>What the API answers of it; null where another task has the ID.</returns>
    public JsonObject? Create(string taskId, JsonObject definition)
    {
        lock (gate)
        {
            if (tasks.TryGetValue(taskId, out var known))
                return known.IsDefinedBy(definition) ? known.Describe() : null;
            var task = new QueueTask(taskId, definition, clock.Now);
            tasks.Add(taskId, task);
            At(task.Deadline, () => End(task, task.Latest.RunId, "deadline-exceeded", retryReason: null));
            return Say(task);
        }
    }

    /// <summary>Does something with a task.</summary>
    /// <param name="taskId">Which; one that is not known is a refusal.</param>
    /// <param name="with">Does it.</param>
    /// <param name="refusal">The refusal's words; null for those that most methods have.</param>
    public T With<T>(string taskId, Func<QueueTask, T> with, string? refusal = null)
    {
        lock (gate)
            return with(tasks.GetValueOrDefault(taskId)
                ?? throw new ApiException(ErrorCode.ResourceNotFound, refusal ?? $"Task `{taskId}` not found. Are you sure it was created?"));
    }

    /// <summary>Gives a worker pending tasks, the most urgent and then the oldest first.</summary>
    public IReadOnlyList<T> Claim<T>(string taskQueueId, string workerGroup, string workerId, int most, Func<QueueTask, T> describe)
    {
        lock (gate)
            return [.. Pending(taskQueueId).OrderBy(task => task.Urgency).ThenBy(task => task.Latest.Scheduled).Take(most).ToList().Select(task =>
            {
                Take(task, workerGroup, workerId);
                return describe(task);
            })];
    }

    /// <summary>Has a running run go on for longer.</summary>
    public void Reclaim(QueueTask task) => Take(task, task.Latest.WorkerGroup!, task.Latest.WorkerId!);

    /// <summary>Ends a task's newest run.</summary>
    public void Resolve(QueueTask task, string state, string reason, string? retryReason)
    {
        task.Resolve(state, reason, retryReason, clock.Now);
        Say(task);
    }

    /// <summary>Completes when a task of this queue is pending.</summary>
    public async Task WaitForPendingAsync(string taskQueueId, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Pending(taskQueueId).Any())
                    return;
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Completes when a task is as it should be, and gives it.</summary>
    public async Task<TaskStatus> WaitAsync(string taskId, Func<TaskStatus, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                var status = tasks[taskId].Snapshot;
                if (fits(status))
                    return status;
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nothing expires any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var timer in timers)
                timer.Dispose();
        }
    }

    private IEnumerable<QueueTask> Pending(string taskQueueId) =>
        tasks.Values.Where(task => task.Latest.State == "pending" && task.TaskQueueId == taskQueueId);

    private void Take(QueueTask task, string workerGroup, string workerId)
    {
        var takenUntil = clock.Now + ClaimTimeout;
        task.Take(workerGroup, workerId, clock.Now, takenUntil);
        var runId = task.Latest.RunId;
        At(takenUntil, () =>
        {
            if (task.Latest.TakenUntil == takenUntil)
                End(task, runId, "claim-expired", "retry");
        });
        Say(task);
    }

    private void End(QueueTask task, int runId, string reason, string? retryReason)
    {
        lock (gate)
        {
            if (task.Latest.RunId == runId && task.Latest.State is "pending" or "running")
                Resolve(task, "exception", reason, retryReason);
        }
    }

    private void At(DateTimeOffset time, Action act)
    {
        var wait = time - clock.Now;
        if (wait > LongestTimer)
            return;
        ITimer timer = null!;
        timer = clock.Time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timers.Add(timer);
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        void Fire()
        {
            lock (gate)
                timers.Remove(timer);
            timer.Dispose();
            act();
        }
    }

    private JsonObject Say(QueueTask task)
    {
        Changed?.Invoke(task.Snapshot);
        var signal = changed;
        changed = NewSignal();
        signal.SetResult();
        return task.Describe();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
