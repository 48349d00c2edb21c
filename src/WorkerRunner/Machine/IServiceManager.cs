using System.ComponentModel;

namespace WorkerRunner.Machine;

/// <summary>The system's service manager.</summary>
internal interface IServiceManager
{
    /// <summary>The names and display names of all services.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    IReadOnlyList<string> Names { get; }

    /// <summary>Opens a service, to look at it, start it and stop it.</summary>
    /// <param name="name">Its name or its display name, in any case.</param>
    /// <exception cref="Win32Exception">There is no such service, or the system refused.</exception>
    IService Open(string name);
}

/// <summary>What a worker that is a service of the operating system is started by.</summary>
/// <param name="Manager">The service manager.</param>
/// <param name="Pipes">Makes the pipes that the worker speaks over.</param>
internal sealed record ServiceCalls(IServiceManager Manager, IPipeFactory Pipes);
