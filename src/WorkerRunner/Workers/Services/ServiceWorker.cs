namespace WorkerRunner.Workers.Services;

/// <summary>A worker that is a service: it speaks over named pipes, and its end is the service's.</summary>
internal sealed class ServiceWorker(string name, RunningService service, WorkerPipes pipes) : IRunningWorker
{
    public string Description { get; } = $"{name} (service {service.Name})";

    public Stream FromWorker => pipes.FromWorker;

    public Stream? Errors => null;

    public Stream ToWorker => pipes.ToWorker;

    public bool SpeaksProtocol => true;

    public Task<int> Exited => service.Ended;

    /// <summary>What a service leaves behind is the service manager's.</summary>
    public bool HasFamily => !service.Ended.IsCompleted;

    /// <summary>Stops the service through the service manager.</summary>
    public bool Interrupt()
    {
        _ = service.RequestStop();
        return true;
    }

    public void Kill() => service.Kill();

    public void Dispose()
    {
        pipes.Dispose();
        service.Dispose();
    }
}
