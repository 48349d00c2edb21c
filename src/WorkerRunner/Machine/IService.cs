using System.ComponentModel;

namespace WorkerRunner.Machine;

/// <summary>A service of the system.</summary>
internal interface IService : IDisposable
{
    /// <summary>Its name; not its display name.</summary>
    string Name { get; }

    /// <exception cref="Win32Exception">The system does not tell.</exception>
    bool IsDisabled { get; }

    /// <exception cref="Win32Exception">The system does not tell.</exception>
    ServiceStatus Query();

    /// <summary>Starts it; blocks until its process has answered the service manager, up to half a minute.</summary>
    /// <exception cref="Win32Exception">It did not start.</exception>
    void Start();

    /// <summary>Asks it to stop; may block until it has heard that, up to half a minute.</summary>
    /// <exception cref="Win32Exception">It does not run, or does not take that.</exception>
    void Stop();

    /// <summary>Whether a process runs.</summary>
    bool IsAlive(int processId);

    /// <summary>Whether a process is the service's own or was started by it, directly or not.</summary>
    bool HasProcess(int processId);

    /// <summary>Kills its process with all that this started.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    void Kill();
}
