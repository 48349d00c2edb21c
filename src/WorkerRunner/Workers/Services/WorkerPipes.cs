using System.IO.Pipes;
using WorkerRunner.Machine;

namespace WorkerRunner.Workers.Services;

/// <summary>
/// The named pipes that a worker can speak over: two one-way pipes (generic-worker from v88.1.2 on), or one for both directions (before).
/// All of them listen; those that the worker does not open are closed when it has opened the others.
/// </summary>
internal sealed class WorkerPipes : IDisposable
{
    // Named as the worker sees them (reference page worker-protocol.md, "As a Windows service"): its input is what it writes into.
    private const string InputSuffix = "-input";
    private const string OutputSuffix = "-output";

    private readonly List<IPipe> all = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly string name;
    private readonly IPipe input;
    private readonly IPipe output;
    private readonly IPipe both;

    /// <exception cref="IOException">A name is taken, or the system refused.</exception>
    public WorkerPipes(IPipeFactory factory, string name)
    {
        this.name = name;
        try
        {
            input = Listen(factory, name + InputSuffix, PipeDirection.In);
            output = Listen(factory, name + OutputSuffix, PipeDirection.Out);
            both = Listen(factory, name, PipeDirection.InOut);
        }
        catch
        {
            Dispose();
            throw;
        }
        Connected = ConnectAsync();
    }

    /// <summary>Completes when the worker has opened what it needs; the result says what, for the log.</summary>
    public Task<string> Connected { get; }

    /// <summary>The pipe that is still waited for after the other one was opened; null where none was opened.</summary>
    public string? Missing { get; private set; }

    /// <summary>What the worker says, once connected.</summary>
    public Stream FromWorker { get; private set; } = Stream.Null;

    /// <summary>What the worker hears, once connected.</summary>
    public Stream ToWorker { get; private set; } = Stream.Null;

    /// <summary>The process that speaks, once connected.</summary>
    public int ClientProcessId { get; private set; }

    public void Dispose()
    {
        stopping.Cancel();
        foreach (var pipe in all) pipe.Dispose();
        stopping.Dispose();
    }

    private IPipe Listen(IPipeFactory factory, string pipeName, PipeDirection direction)
    {
        var pipe = factory.Listen(pipeName, direction);
        all.Add(pipe);
        return pipe;
    }

    private async Task<string> ConnectAsync()
    {
        using var oneWay = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using var duplex = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var inputOpened = input.ConnectedAsync(oneWay.Token);
        var outputOpened = output.ConnectedAsync(oneWay.Token);
        var bothOpened = both.ConnectedAsync(duplex.Token);
        var first = await Task.WhenAny(inputOpened, outputOpened, bothOpened).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        if (first == bothOpened)
        {
            oneWay.Cancel();
            input.Dispose();
            output.Dispose();
            Use(both, both);
            return name;
        }

        duplex.Cancel();
        both.Dispose();
        Missing = first == inputOpened ? name + OutputSuffix : name + InputSuffix;
        await Task.WhenAll(inputOpened, outputOpened).ConfigureAwait(false);
        Use(input, output);
        return $"{name}{InputSuffix} and {name}{OutputSuffix}";
    }

    private void Use(IPipe from, IPipe to) => (FromWorker, ToWorker, ClientProcessId) = (from.Stream, to.Stream, from.ClientProcessId);
}
