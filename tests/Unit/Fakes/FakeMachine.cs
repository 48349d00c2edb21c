using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>This computer's files and processes, with a boot time that is known and a shutdown that is only noted.</summary>
internal sealed class FakeMachine : IMachine
{
    private readonly IMachine host = HostMachine.Create(TimeProvider.System);

    public FakeMachine() => (Files, Services) = (host.Files, host.Services);

    public DateTimeOffset? BootTime { get; set; }

    public string? WindowsImageState { get; set; }

    public IFileGuard Files { get; set; }

    public IProcessControl Processes => host.Processes;

    public ServiceCalls? Services { get; set; }

    public ILocalEndpoints? Endpoints { get; set; }

    public List<string> Shutdowns { get; } = [];

    public Action OnShutDown { get; set; } = () => { };

    /// <summary>The processes that were to be spared when memory runs out.</summary>
    public List<int> Protected { get; } = [];

    public int ProcessId => 4711;

    /// <summary>What the service manager was told, each after its address.</summary>
    public List<string> Notified { get; } = [];

    public string? NotifyProblem { get; set; }

    public string? Notify(string address, string state)
    {
        lock (Notified) Notified.Add($"{address} {state}");
        return NotifyProblem;
    }

    public string? ProtectFromOutOfMemory(int processId)
    {
        lock (Protected) Protected.Add(processId);
        return null;
    }

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken)
    {
        lock (Shutdowns) Shutdowns.Add(reason);
        OnShutDown();
        return Task.CompletedTask;
    }
}
