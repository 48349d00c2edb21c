using System.ComponentModel;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A service that does what a test tells it to; its process is 4711.</summary>
internal sealed class FakeService : IService, IServiceManager
{
    private readonly object gate = new();
    private ServiceStatus status = new(ServiceState.Stopped);

    public string Name => "Generic Worker";

    public IReadOnlyList<string> Names => [Name, "Spooler"];

    /// <summary>What was done to it, in order.</summary>
    public List<string> Acts { get; } = [];

    public ServiceStatus Status
    {
        get
        {
            lock (gate) return status;
        }

        set
        {
            lock (gate) status = value;
        }
    }

    public bool IsDisabled { get; set; }

    /// <summary>The error that opening it ends with.</summary>
    public int? OpenError { get; set; }

    /// <summary>The error that asking for its status ends with.</summary>
    public int? QueryError { get; set; }

    /// <summary>The error that starting it ends with.</summary>
    public int? StartError { get; set; }

    public Action OnQuery { get; set; } = () => { };

    public Action OnHasProcess { get; set; } = () => { };

    public Action OnStart { get; set; } = () => { };

    public Action OnStop { get; set; } = () => { };

    public Action OnKill { get; set; } = () => { };

    /// <summary>Whether its process is gone, and the service manager has not noticed.</summary>
    public bool ProcessIsLost { get; set; }

    public HashSet<int> Processes { get; } = [4711];

    public bool Disposed { get; private set; }

    public static ServiceStatus Running => new(ServiceState.Running, ProcessId: 4711);

    public IService Open(string name)
    {
        Refuse(OpenError);
        return name == Name ? this : throw new Win32Exception(ServiceError.DoesNotExist);
    }

    public ServiceStatus Query()
    {
        Refuse(QueryError);
        OnQuery();
        return Status;
    }

    public void Start()
    {
        Note("start");
        Refuse(StartError);
        Status = Running;
        OnStart();
    }

    public void Stop()
    {
        Note("stop");
        OnStop();
    }

    public void Kill()
    {
        Note("kill");
        OnKill();
    }

    public bool IsAlive(int processId) => !ProcessIsLost;

    public bool HasProcess(int processId)
    {
        OnHasProcess();
        return Processes.Contains(processId);
    }

    /// <summary>Ends with an exit code of the service's own.</summary>
    public void Exit(int code) => Status = new ServiceStatus(ServiceState.Stopped, code == 0 ? 0 : ServiceError.OwnExitCode, code);

    public void Dispose() => Disposed = true;

    private static void Refuse(int? error)
    {
        if (error is { } code) throw new Win32Exception(code);
    }

    private void Note(string act)
    {
        lock (Acts) Acts.Add(act);
    }
}
