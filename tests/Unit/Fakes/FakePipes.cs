using System.IO.Pipes;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Named pipes that a test opens.</summary>
internal sealed class FakePipes : IPipeFactory
{
    public Dictionary<string, FakePipe> All { get; } = [];

    /// <summary>A name that somebody else has taken.</summary>
    public string? Taken { get; set; }

    public FakePipe this[string suffix] => All[@"\\.\pipe\generic-worker" + suffix];

    /// <summary>Opens the two one-way pipes.</summary>
    public void OpenBoth()
    {
        this["-input"].Open();
        this["-output"].Open();
    }

    public IPipe Listen(string name, PipeDirection direction)
    {
        if (name == Taken) throw new IOException($"{name} already exists; another process is listening on it.");
        return All[name] = new FakePipe(direction);
    }

    internal sealed class FakePipe(PipeDirection direction) : IPipe
    {
        // What follows from an opening has happened when it returns: no limit of a test passes in between.
        private readonly TaskCompletionSource<bool> opened = new();

        public PipeDirection Direction => direction;

        public Stream Stream { get; } = new MemoryStream();

        public int ClientProcessId { get; private set; }

        public bool Disposed { get; private set; }

        public void Open(int process = 4711)
        {
            ClientProcessId = process;
            opened.TrySetResult(true);
        }

        public void Break() => opened.TrySetException(new IOException("The pipe is being closed."));

        public Task ConnectedAsync(CancellationToken cancellationToken) => opened.Task.WaitAsync(cancellationToken);

        public void Dispose() => Disposed = true;
    }
}
