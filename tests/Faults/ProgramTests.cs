using System.Diagnostics;
using System.IO.Compression;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Tls;

namespace WorkerRunner.Faults.Tests;

/// <summary>A slice of the matrix with the real program, over HTTPS and in little memory.</summary>
public sealed class ProgramTests : IDisposable
{
    // An answer may have a few MiB; the heap of a start is far smaller than the rest of this.
    private const string HeapLimit = "0x6000000";
    private const int PlainSize = 128 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly CertificateAuthority authority = new();

    public static TheoryData<string, string> Slice =>
    [
        .. from request in (string[])["/register", "worker-pool%3A", "worker-type%3A"]
           from fault in (string[])["status 503", "dropped before", "half a body", "reset in a header", "gzip with a flipped bit"]
           select (request, fault),
    ];

    public void Dispose() => authority.Dispose();

    [Theory]
    [MemberData(nameof(Slice))]
    public async Task Over_HTTPS_one_bad_answer_ends_nothing(string request, string fault)
    {
        var (exitCode, log) = await RunAsync(new Fault { PathContains = request, Times = 1, Kind = Kind(fault) });
        Assert.Equal(0, exitCode);
        Assert.Contains("attempt 1 failed", log, StringComparison.Ordinal);
    }

    [Fact]
    public Task Bombs_are_one_error_each_in_little_memory()
    {
        // Each is tried for a minute: at the same time.
        var gzip = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" };
        var (packed, plain) = (Bomb(), new byte[PlainSize]);
        return Task.WhenAll(
            MeetAsync(ProviderKind.Static, "/register", FaultKind.AlterBody(_ => packed, gzip)),
            MeetAsync(ProviderKind.Static, "worker-pool%3A", FaultKind.AlterBody(_ => packed, gzip)),
            MeetAsync(ProviderKind.Aws, "/latest/user-data", FaultKind.AlterBody(_ => plain)),
            MeetAsync(ProviderKind.Azure, "/metadata/instance", FaultKind.AlterBody(_ => plain)),
            MeetAsync(ProviderKind.Google, "/attributes/taskcluster", FaultKind.AlterBody(_ => plain)));
    }

    private async Task MeetAsync(ProviderKind provider, string request, FaultKind kind)
    {
        var (exitCode, log) = await RunAsync(new Fault { PathContains = request, Kind = kind }, provider);
        Assert.Equal(1, exitCode);
        Assert.Contains("larger than", log, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in start-worker", log, StringComparison.Ordinal);
        Assert.Single(log.Split('\n'), line => line.Contains(" ERROR: ", StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string Log)> RunAsync(Fault fault, ProviderKind provider = ProviderKind.Static)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE is OpenSSL's.");
        using var certificate = authority.Issue();
        await using var stage = await Stage.SetAsync(
            provider,
            new SandboxOptions { Certificate = certificate },
            Path.Combine(AppContext.BaseDirectory, "scripted-worker"),
            """{"genericWorker":{"config":{"script":[{"exit":0}]}}}""");
        stage.Sandbox.Faults.Add(fault);
        var trusted = Path.Combine(stage.Folder, "authority.pem");
        await File.WriteAllTextAsync(trusted, authority.Pem, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "start-worker"), [stage.Config])
        {
            RedirectStandardError = true,
        };
        start.Environment["SSL_CERT_FILE"] = trusted;
        // Whatever goes wrong, the machine that this runs on is not shut down.
        start.Environment["PATH"] = $"{Path.GetDirectoryName(stage.WriteExecutable("shutdown"))}:{start.Environment["PATH"]}";
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        try
        {
            var log = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, log);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static FaultKind Kind(string name) => FaultCases.All.Single(one => one.Name == name).Make(body => body);

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
                gzip.Write(block);
        }
        return packed.ToArray();
    }
}
