using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Taskcluster.Queue;

namespace WorkerRunner.Sandbox.Page;

/// <summary>
/// What open pages are told: requests and messages as they come, and how everything is, whenever that changes. Thread-safe. A page that
/// does not read is not waited for: its stream ends, and it begins anew.
/// </summary>
internal sealed class PageFeed : IDisposable
{
    /// <summary>How many pages may be open at once.</summary>
    public const int MostReaders = 16;

    private const int MostKept = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Lock gate = new();
    private readonly List<PageSubscription> readers = [];
    private readonly BootRequests requests = new(MostKept);
    private readonly Queue<JsonObject> messages = new();
    private readonly Func<PageState> state;
    private readonly Func<RecordedRequest, string?> workerOf;
    private readonly ITimer timer;
    private string lastState = "";

    /// <summary>Begins to watch.</summary>
    /// <param name="time">What the watching runs on.</param>
    /// <param name="state">How everything is.</param>
    /// <param name="workerOf">Whose request it is; null where nobody knows.</param>
    public PageFeed(TimeProvider time, Func<PageState> state, Func<RecordedRequest, string?> workerOf)
    {
        (this.state, this.workerOf) = (state, workerOf);
        timer = time.CreateTimer(_ => Refresh(), null, Interval, Interval);
    }

    /// <summary>A new page: everything that is known, then what comes; null where there are too many.</summary>
    public PageSubscription? Subscribe()
    {
        lock (gate)
        {
            if (readers.Count == MostReaders)
                return null;
            var reader = new PageSubscription(Leave);
            reader.Offer(Event("snapshot", new { requests = requests.InOrder(), messages, state = state() }));
            readers.Add(reader);
            return reader;
        }
    }

    /// <summary>A request has arrived, or was answered or dropped.</summary>
    public void Show(RecordedRequest request)
    {
        var shown = new PageRequest(
            request.Number,
            request.Service,
            request.Method,
            WithoutSignature(request.Target),
            request.Time,
            request.Status,
            request.Duration?.TotalMilliseconds,
            workerOf(request));
        lock (gate)
        {
            requests.Set(shown);
            Publish("request", shown);
        }
    }

    /// <summary>A runner and its worker have spoken.</summary>
    public void Show(JsonObject message)
    {
        lock (gate)
        {
            messages.Enqueue(message);
            if (messages.Count > MostKept)
                messages.Dequeue();
            Publish("message", message);
        }
    }

    /// <summary>Tells how everything is, if that has changed.</summary>
    public void Refresh()
    {
        lock (gate)
        {
            if (readers.Count == 0)
                return;
            var text = JsonSerializer.Serialize(state(), Json);
            if (text == lastState)
                return;
            lastState = text;
            Offer(Event("state", text));
        }
    }

    /// <summary>Ends the streams.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            foreach (var reader in readers)
                reader.End();
            readers.Clear();
        }
    }

    /// <summary>The signature of an artifact's address opens it.</summary>
    private static string WithoutSignature(string target) =>
        target.StartsWith(ArtifactStore.Base, StringComparison.Ordinal) ? target.Split('?')[0] : target;

    private void Publish(string name, object content)
    {
        if (readers.Count > 0)
            Offer(Event(name, content));
    }

    private void Offer(string text) => readers.RemoveAll(reader => !reader.Offer(text));

    private void Leave(PageSubscription reader)
    {
        lock (gate)
            readers.Remove(reader);
    }

    private static string Event(string name, object content) => Event(name, JsonSerializer.Serialize(content, Json));

    private static string Event(string name, string json) => $"event: {name}\ndata: {json}\n\n";
}
