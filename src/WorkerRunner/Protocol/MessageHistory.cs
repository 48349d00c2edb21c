using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Protocol;

/// <summary>The newest messages between us and a worker, for whoever watches them.</summary>
/// <param name="secrets">What is masked in them.</param>
/// <param name="time">Where they get their time from.</param>
/// <param name="kept">How many are kept.</param>
internal sealed class MessageHistory(SecretMasker secrets, TimeProvider time, int kept)
{
    private const int LongestText = 4096;

    private readonly object gate = new();
    private readonly Queue<ProtocolMessage> messages = new();
    private TaskCompletionSource<bool> changed = NewChange();
    private long lastNumber;
    private bool ended;

    /// <summary>Takes a message of ours.</summary>
    public void Add(OutgoingMessage message) => Add(MessageDirection.ToWorker, message.Type, message.Properties);

    /// <summary>Takes a message of the worker's.</summary>
    public void Add(WorkerMessage message)
    {
        try
        {
            Add(MessageDirection.FromWorker, message.Type, ConfigJson.ReadObject(message.Parse()));
        }
        catch (FormatException e)
        {
            // A number or a text that no tree can hold: it cannot be masked either.
            Add(MessageDirection.FromWorker, message.Type, new ConfigObject([new("type", message.Type), new("unreadable", e.Message)]));
        }
    }

    private void Add(string direction, string type, ConfigObject body)
    {
        // Written anew, a text has one form, which the masker knows; masked as a whole first, as a secret that is cut through would not be found.
        var text = secrets.Mask(ConfigJson.ToText(body, SecretText.Masked));
        if (text.Length > LongestText) text = text.Substring(0, LongestText) + "…";
        var message = new ProtocolMessage(time.GetLocalNow(), direction, secrets.Mask(type), text);
        lock (gate)
        {
            messages.Enqueue(message);
            lastNumber++;
            if (messages.Count > kept) messages.Dequeue();
            Change();
        }
    }

    /// <summary>Nothing is said any more.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Change();
        }
    }

    /// <summary>The messages that came after one, without waiting.</summary>
    /// <param name="number">Its number, counted from 1; 0 for all that are kept. It becomes that of the newest one.</param>
    public IReadOnlyList<ProtocolMessage> TakeAfter(ref long number)
    {
        lock (gate)
        {
            var isNew = (int)Math.Min(lastNumber - number, messages.Count);
            number = lastNumber;
            return messages.Skip(messages.Count - isNew).ToList();
        }
    }

    /// <summary>Waits until there are messages after one.</summary>
    /// <returns>False where no more will come.</returns>
    public async Task<bool> WaitAfterAsync(long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (lastNumber > number) return true;
                if (ended) return false;
                next = changed.Task;
            }
            await next.WaitAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Change()
    {
        changed.TrySetResult(true);
        changed = NewChange();
    }

    private static TaskCompletionSource<bool> NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
