using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>
/// A virtual machine of a cloud, as its metadata service shows it. What is set here shows in the service's next answer.
/// Thread-safe.
/// </summary>
public abstract class CloudInstance
{
    private readonly Listener listener;

    private protected CloudInstance(Listener listener, string workerId)
    {
        this.listener = listener;
        WorkerId = workerId;
    }

    /// <summary>The base address of its metadata service, without a slash at its end: http://127.0.0.1 and a port.</summary>
    public string Address => listener.Address;

    /// <summary>The ID under which worker-manager knows it: what the cloud calls the instance.</summary>
    public string WorkerId { get; }
}
