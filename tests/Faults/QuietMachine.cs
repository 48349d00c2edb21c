using WorkerRunner.Machine;

namespace WorkerRunner.Faults.Tests;

/// <summary>This computer's files, a worker that runs in this process, and a shutdown that is only noted.</summary>
internal sealed class QuietMachine(TimeProvider time) : IMachine, IProcessControl
{
    private readonly IMachine host = HostMachine.Create(time);
    private int shutdowns;

    public DateTimeOffset? BootTime => null;

    public string? WindowsImageState => null;

    public IFileGuard Files => host.Files;

    public IProcessControl Processes => this;

    public ServiceCalls? Services => host.Services;

    public ILocalEndpoints? Endpoints => null;

    public IReadOnlyList<string> ProgramEndings => host.Processes.ProgramEndings;

    /// <summary>The worker, once it was started.</summary>
    public InProcessWorker? Worker { get; private set; }

    /// <summary>How often the machine would have been shut down.</summary>
    public int Shutdowns => Volatile.Read(ref shutdowns);

    public int ProcessId => 1;

    public string? Notify(string address, string state) => null;

    public string? ProtectFromOutOfMemory(int processId) => null;

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref shutdowns);
        return Task.CompletedTask;
    }

    public IChildProcess Start(ProgramStart start) => Worker = new InProcessWorker(time);
}
