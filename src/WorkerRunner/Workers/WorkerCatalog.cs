namespace WorkerRunner.Workers;

/// <summary>The worker implementations that a runner configuration can name: a further one is a class and a line here.</summary>
internal static class WorkerCatalog
{
    private static readonly Dictionary<string, (Func<IWorkerImplementation> Create, IReadOnlyList<string> Keys)> Workers = new(StringComparer.Ordinal)
    {
        [GenericWorker.Name] = (() => new GenericWorker(), GenericWorker.Keys),
        [DockerWorker.Name] = (() => new DockerWorker(), DockerWorker.Keys),
        [DummyWorker.Name] = (() => new DummyWorker(), []),
    };

    /// <summary>The names, as <c>worker.implementation</c> takes them.</summary>
    public static IReadOnlyCollection<string> Names => Workers.Keys;

    /// <summary>The keys that a worker's section may have, beside <c>implementation</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such implementation.</exception>
    public static IReadOnlyList<string> Keys(string implementation) => Workers[implementation].Keys;

    /// <summary>The implementation of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such implementation.</exception>
    public static IWorkerImplementation Create(string implementation) => Workers[implementation].Create();
}
