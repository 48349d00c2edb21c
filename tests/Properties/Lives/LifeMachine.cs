using WorkerRunner.Machine;

namespace WorkerRunner.Properties.Lives;

/// <summary>This computer's files, workers that a life makes, and a shutdown that is only counted.</summary>
internal sealed class LifeMachine(Func<LifeWorker> start) : IMachine, IProcessControl
{
    private readonly IMachine host = HostMachine.Create(TimeProvider.System);

    public int Shutdowns { get; private set; }

    public DateTimeOffset? BootTime => null;

    public string? WindowsImageState => null;

    public IFileGuard Files => host.Files;

    public IProcessControl Processes => this;

    public ServiceCalls? Services => null;

    public ILocalEndpoints? Endpoints => null;

    public IReadOnlyList<string> ProgramEndings => host.Processes.ProgramEndings;

    public int ProcessId => 1;

    public string? Notify(string address, string state) => null;

    public string? ProtectFromOutOfMemory(int processId) => null;

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken)
    {
        Shutdowns++;
        return Task.CompletedTask;
    }

    public IChildProcess Start(ProgramStart program) => start();
}
