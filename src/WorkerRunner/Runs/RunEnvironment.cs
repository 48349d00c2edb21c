using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Metadata;
using WorkerRunner.Network;
using WorkerRunner.Taskcluster;
using WorkerRunner.Timelines;

namespace WorkerRunner.Runs;

/// <summary>
/// All that a run needs from outside: the clock, the machine, the log, the network. It is made once by whoever starts a run and passed
/// to every stage, so that a test sets what it wants to without hooks. Whatever is below the stages is given the parts that it needs.
/// </summary>
internal sealed class RunEnvironment : IDisposable
{
    // Whoever reads the log may be stuck; the end must not be.
    private static readonly TimeSpan LastLinesLimit = TimeSpan.FromSeconds(5);

    // In bytes. The services take 10 MB at most and so hold no more; a metadata service holds some hundred KiB.
    private const int LargestAnswer = 12 * 1024 * 1024;
    private const int LargestMetadata = 1024 * 1024;

    /// <summary>Makes an environment.</summary>
    /// <param name="log">Where everything is said.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="machine">The computer; this one by default.</param>
    /// <param name="baseDirectory">What relative paths are relative to; the process's current directory by default.</param>
    /// <param name="createHttpHandler">Makes the handler of requests to Taskcluster; by default one that follows no redirect and goes by Go's proxy rules.</param>
    /// <param name="createMetadataHandler">Makes the handler of requests to a cloud's metadata service; by default one that uses no proxy.</param>
    /// <param name="variable">Reads an environment variable; the process's by default.</param>
    internal RunEnvironment(
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
        Progress = new RunProgress(Time);
        Surroundings = new Surroundings(machine ?? HostMachine.Create(Time), baseDirectory ?? CurrentDirectory(log), variable);
        Timeline = new TimelineRecorder(Log, Time);
        Taskcluster = new TaskclusterAccess(new HttpAccess(Log, Time, Timeline, () => NextRandom(), () => TaskclusterClient(createHttpHandler)), new ServerClock(Time));
        Metadata = new MetadataAccess(
            new HttpAccess(Log, Time, Timeline, () => NextRandom(), () => Client((createMetadataHandler ?? (() => HttpHandlers.CreateDirect(Log, Time)))(), proxies: null, LargestMetadata)),
            Surroundings.Variable);
    }

    /// <summary>Where everything is said.</summary>
    public RunLog Log { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where the time goes.</summary>
    internal TimelineRecorder Timeline { get; }

    /// <summary>What has happened in the run, for whoever looks into it.</summary>
    internal RunProgress Progress { get; }

    /// <summary>The computer, the folder that relative paths start at, and the environment variables.</summary>
    internal Surroundings Surroundings { get; }

    /// <summary>The computer.</summary>
    internal IMachine Machine => Surroundings.Machine;

    /// <summary>How Taskcluster is asked.</summary>
    internal TaskclusterAccess Taskcluster { get; }

    /// <summary>The deployment's clock, as far as it is known to differ from ours.</summary>
    internal ServerClock ServerClock => Taskcluster.Clock;

    /// <summary>How a cloud's metadata service is asked.</summary>
    internal MetadataAccess Metadata { get; }

    /// <summary>How many protocol messages a session keeps for whoever watches it; none by default.</summary>
    public int KeptMessages { get; init; }

    /// <summary>Whether entries of the worker's log, of which there may be many and which the log has anyway, are kept as messages too.</summary>
    public bool KeepsLogMessages { get; init; } = true;

    /// <summary>
    /// Where the worker's stderr goes as it is, but for secrets; null, the default, for the log, where its lines are entries of their own.
    /// </summary>
    public Stream? WorkerErrors { get; init; }

    /// <summary>Gives numbers from 0 to 1, at random, by which the machines of a fleet do not do things at the same moment.</summary>
    internal Func<double> NextRandom { get; init; } = CreateRandom();

    /// <summary>A path as the operating system takes it.</summary>
    internal string FullPath(string path) => Surroundings.FullPath(path);

    /// <summary>Ends the connections, and the log: its last lines are waited for as long as they get on.</summary>
    public void Dispose()
    {
        Log.Close(Surroundings, Time, LastLinesLimit);
        Taskcluster.Http.Dispose();
        Metadata.Http.Dispose();
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
            log.Write(Messages.CurrentFolderUnknown(root));
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
        var proxies = new ProxyRules(Surroundings.Variable, Log.Write);
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
