using System.Net;
using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Fuzz;

/// <summary>What reads input from outside: each takes any bytes, and ends by itself or with the error that it documents.</summary>
internal static class Targets
{
    public static readonly IReadOnlyDictionary<string, Action<byte[]>> All = new Dictionary<string, Action<byte[]>>
    {
        ["yaml"] = ReadYaml,
        ["lines"] = ReadLines,
        ["answer"] = ReadAnswer,
        ["cache"] = ReadCache,
        ["zip"] = ReadZip,
    };

    private static void ReadYaml(byte[] input)
    {
        try
        {
            _ = RunnerConfigReader.Parse("fuzz.yml", Encoding.UTF8.GetString(input)).WorkerConfig.ToString();
        }
        catch (RunnerConfigException)
        {
            // Documented.
        }
    }

    private static void ReadLines(byte[] input)
    {
        var log = new RunLog(TimeProvider.System, new Heard());
        new LineReader(new MemoryStream(input), new Receiver(log)).ReadToEnd();
        log.Worker.EndBurst();
    }

    private static void ReadAnswer(byte[] input)
    {
        using var environment = new RunEnvironment(new RunLog(TimeProvider.System), createHttpHandler: () => new Answering(input));
        var limits = new RetryLimits { Total = TimeSpan.Zero };
        try
        {
            new WorkerManager(environment.Taskcluster, Given.Deployment, limits)
                .RegisterAsync(Given.Identity, new IdentityProof(ConfigObject.Empty), bootTime: null, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (TaskclusterException)
        {
            // Documented.
        }
    }

    private static void ReadCache(byte[] input)
    {
        try
        {
            _ = RestartCache.Parse(Given.Config, "fuzz.json", input).WorkerConfig.ToString();
        }
        catch (RestartCacheException e)
        {
            if (e.Message.Contains("S3CRET", StringComparison.Ordinal)) throw new InvalidDataException("The message quotes the cache.");
        }
    }

    private static void ReadZip(byte[] input)
    {
        using var environment = new RunEnvironment(new RunLog(TimeProvider.System));
        try
        {
            using var zip = ZipContent.Open(input, "/nowhere/at/all", environment.Machine.Files);
            _ = zip.Folders().Count();
            _ = zip.Files().Count();
        }
        catch (WorkerFileException)
        {
            // Documented.
        }
    }

    /// <summary>Made when it is first used: under AFL what is instrumented may only run once the fuzzer is there.</summary>
    private static class Given
    {
        public static readonly RunnerConfig Config =
            RunnerConfigReader.Parse("fuzz.yml", "provider: {providerType: standalone}\nworker: {implementation: dummy}\n");

        public static readonly RootUrl Deployment = RootUrl.TryParse("https://tc.example.com", out var url) ? url! : throw new InvalidOperationException();

        public static readonly WorkerIdentity Identity = new("a/b", "p", "g", "w");
    }

    private sealed class Answering(byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) });
    }

    private sealed class Receiver(RunLog log) : ILineReceiver
    {
        private readonly JsonProperties properties = new();

        public void OnOutput(ReadOnlySpan<byte> lines) => log.Worker.Lines(lines);

        public bool OnMessage(ReadOnlyMemory<byte> json)
        {
            var text = JsonInput.AsUnicode(json);
            try
            {
                properties.Read(text.Span);
                if (!properties.TryFindLast(text.Span, "body"u8, out var body) || body.Kind != System.Text.Json.JsonTokenType.StartObject) return true;
                log.Worker.Entry(body.Value.Raw(text.Span));
                return true;
            }
            catch (System.Text.Json.JsonException)
            {
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        }

        public void OnCut(ReadOnlySpan<byte> kept, long dropped) => log.Worker.Lines(kept);
    }

    private sealed class Heard : ILogDestination
    {
        public bool WantsBody => true;

        public LogLevel Least => LogLevel.Information;

        public void WaitForRoom()
        {
        }

        public void Write(in LogEntry entry) => _ = entry.Body?.ToString();

        public bool Flush(TimeSpan limit) => true;
    }
}
