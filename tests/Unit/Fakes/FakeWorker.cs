using System.Text;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A worker that says and does what a test tells it to.</summary>
internal sealed class FakeWorker : IRunningWorker, IHeededWorker
{
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedInput Says { get; } = new();

    public WatchedOutput Hears { get; } = new();

    /// <summary>What was done to it, in order.</summary>
    public List<string> Acts { get; } = [];

    public Action OnInterrupt { get; set; } = () => { };

    public Action OnKill { get; set; } = () => { };

    public bool CanBeInterrupted { get; set; } = true;

    public string Description => "fake-worker (process 4711)";

    public Stream FromWorker => Says;

    public ScriptedInput? Complains { get; init; }

    public Stream? Errors => Complains;

    public Stream ToWorker => Hears;

    public bool SpeaksProtocol { get; init; } = true;

    public Task<int> Exited => exited.Task;

    public bool Disposed { get; private set; }

    public int Held => Hears.Held;

    public bool IsHeard => (!SpeaksProtocol || Says.IsAwaited) && (Complains?.IsAwaited ?? true);

    public void Say(string text) => Says.Add(Encoding.UTF8.GetBytes(text));

    public void Hello(params string[] capabilities) =>
        Say("~" + System.Text.Json.JsonSerializer.Serialize(new { type = "hello", capabilities }) + "\n");

    /// <summary>Ends as a process does: its output first, then the process itself.</summary>
    public void Exit(int code)
    {
        Says.End();
        Complains?.End();
        ExitSilently(code);
    }

    /// <summary>Ends, while something that it started keeps its output open.</summary>
    public void ExitSilently(int code) => exited.TrySetResult(code);

    public bool Interrupt()
    {
        lock (Acts) Acts.Add("interrupt");
        OnInterrupt();
        return CanBeInterrupted;
    }

    /// <summary>Whether something that it started runs on after its end.</summary>
    public bool LeavesFamily { get; set; }

    public bool HasFamily => LeavesFamily || !exited.Task.IsCompleted;

    public void Kill()
    {
        lock (Acts) Acts.Add("kill");
        OnKill();
    }

    public void Dispose()
    {
        Disposed = true;
        Says.End();
    }
}
