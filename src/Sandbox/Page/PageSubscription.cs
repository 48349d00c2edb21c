using System.Threading.Channels;

namespace WorkerRunner.Sandbox.Page;

/// <summary>What is on its way to one page.</summary>
internal sealed class PageSubscription(Action<PageSubscription> leave) : IDisposable
{
    private const int MostUnread = 4096;

    private readonly Channel<string> events = Channel.CreateBounded<string>(MostUnread);

    /// <summary>Sends an event; false where too many are unread, which ends it.</summary>
    public bool Offer(string text)
    {
        if (events.Writer.TryWrite(text))
            return true;
        End();
        return false;
    }

    /// <summary>No more will come.</summary>
    public void End() => events.Writer.TryComplete();

    /// <summary>The events as they come.</summary>
    public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>The page is gone.</summary>
    public void Dispose() => leave(this);
}
