namespace WorkerRunner.Machine;

/// <summary>What a worker that is a service of the operating system is started by.</summary>
/// <param name="Manager">The service manager.</param>
/// <param name="Pipes">Makes the pipes that the worker speaks over.</param>
internal sealed record ServiceCalls(IServiceManager Manager, IPipeFactory Pipes);
