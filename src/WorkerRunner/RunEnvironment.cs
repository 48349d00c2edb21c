using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Network;

namespace WorkerRunner;

/// <summary>
/// All that a run needs from outside: the clock, the machine, the log, the network. It is made once by whoever starts a run and passed
/// to every stage, so that a test sets what it wants to without hooks.
/// </summary>
public sealed class RunEnvironment : IDisposable
{
    // Whoever reads the log may be stuck; the end must not be.
    private static readonly TimeSpan LastLinesLimit = TimeSpan.FromSeconds(5);

    // In bytes. The services take 10 MB at most and so hold no more; a metadata service holds some hundred KiB.
    private const int LargestAnswer = 12 * 1024 * 1024;
    private const int LargestMetadata = 1024 * 1024;

    private readonly Lazy<HttpClient> http;
    private readonly Lazy<HttpClient> metadataHttp;
    private readonly Func<string, string?> variable;

    /// <summary>Makes an environment.</summary>
    /// <param name="log">Where everything is said.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="machine">The computer; this one by default.</param>
    /// <param name="baseDirectory">What relative paths are relative to; the process's current directory by default.</param>
    /// <param name="createHttpHandler">Makes the handler of requests to Taskcluster; by default one that follows no redirect and goes by Go's proxy rules.</param>
    /// <param name="createMetadataHandler">Makes the handler of requests to a cloud's metadata service; by default one that uses no proxy.</param>
    /// <param name="variable">Reads an environment variable; the process's by default.</param>
    public RunEnvironment(
        RunLog log,
        TimeProvider? time = null,
        IMachine? machine = null,
        string? baseDirectory = null,
        Func<HttpMessageHandler>? createHttpHandler = null,
        Func<HttpMessageHandler>? createMetadataHandler = null,
        Func<string, string?>? variable = null)
    {
        Log = log;
        Time = time ?? TimeProvider.System;
        Machine = machine ?? HostMachine.Create(Time);
        BaseDirectory = baseDirectory ?? CurrentDirectory(log);
        // Limits are set for each request, and made late: a run that asks nobody does not pay for the network stack.
        http = new Lazy<HttpClient>(() => TaskclusterClient(createHttpHandler));
        metadataHttp = new Lazy<HttpClient>(() => Client((createMetadataHandler ?? (() => HttpHandlers.CreateDirect(Log, Time)))(), proxies: null, LargestMetadata));
        this.variable = variable ?? Environment.GetEnvironmentVariable;
        ServerClock = new Taskcluster.ServerClock(Time);
    }

    /// <summary>Where everything is said.</summary>
    public RunLog Log { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The computer.</summary>
    public IMachine Machine { get; }

    /// <summary>What relative paths are relative to.</summary>
    public string BaseDirectory { get; }

    /// <summary>The Taskcluster deployment's clock, as far as it is known to differ from ours.</summary>
    public Taskcluster.ServerClock ServerClock { get; }

    /// <summary>How many protocol messages a session keeps for whoever watches it; none by default.</summary>
    public int KeptMessages { get; init; }

    /// <summary>
    /// Where the worker's stderr goes as it is, but for secrets; null, the default, for the log, where its lines are entries of their own.
    /// </summary>
    public Stream? WorkerErrors { get; init; }

    /// <summary>Gives numbers from 0 to 1, at random, by which the machines of a fleet do not do things at the same moment.</summary>
    internal Func<double> NextRandom { get; init; } = CreateRandom();

    /// <summary>The client of all requests to Taskcluster.</summary>
    internal HttpClient Http => http.Value;

    /// <summary>The client of all requests to a cloud's metadata service.</summary>
    internal HttpClient MetadataHttp => metadataHttp.Value;

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    internal string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>A path as the operating system takes it: relative ones start at <see cref="BaseDirectory"/>.</summary>
    public string FullPath(string path) => Path.GetFullPath(Path.Combine(BaseDirectory, path));

    /// <summary>Ends the connections, and the log: its last lines are waited for as long as they get on.</summary>
    public void Dispose()
    {
        Log.Close(this, LastLinesLimit);
        if (http.IsValueCreated) http.Value.Dispose();
        if (metadataHttp.IsValueCreated) metadataHttp.Value.Dispose();
    }

    /// <summary>Somebody may have deleted it: a run that names its files in full does not need it.</summary>
    private static string CurrentDirectory(RunLog log)
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var root = Path.DirectorySeparatorChar.ToString();
            log.Warning($"The current directory cannot be found out, perhaps because it was deleted; relative paths start at {root} instead.");
            return root;
        }
    }

    private static Func<double> CreateRandom()
    {
        var random = new Random();
        return () =>
        {
            lock (random) return random.NextDouble();
        };
    }

    private HttpClient TaskclusterClient(Func<HttpMessageHandler>? createHandler)
    {
        var proxies = new ProxyRules(Variable, Log.Warning);
        foreach (var password in proxies.Secrets) Log.Secrets.Add(password);
        return Client(createHandler?.Invoke() ?? HttpHandlers.Create(Log, Time, proxies), proxies, LargestAnswer);
    }

    private HttpClient Client(HttpMessageHandler handler, ProxyRules? proxies, int largestAnswer)
    {
        var client = new HttpClient(new HttpTrace(new AnswerReader(handler, proxies, largestAnswer), Log, Time)) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent.Text);
        return client;
    }
}
