using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Tls;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>Deployments as they are reached in practice: over TLS with a private authority, and from hosts with a proxy.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task A_private_authority_is_trusted_by_SSL_CERT_FILE()
    {
        using var authority = new CertificateAuthority();
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { Certificate = authority.Issue() });
        File.WriteAllText(scenario.File("authority.pem"), authority.Pem);
        var config = scenario.Static([Steps.Hello, Steps.Exit(0)]);

        var ended = await StartWorkerProcess.RunAsync(new Dictionary<string, string> { ["SSL_CERT_FILE"] = scenario.File("authority.pem") }, config);

        Assert.StartsWith("https://", scenario.Sandbox.RootUrl, StringComparison.Ordinal);
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("failed", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_the_first_line_says_whose_authority_is_missing()
    {
        using var authority = new CertificateAuthority("Our own authority");
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { Certificate = authority.Issue() });
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Exit(0)]));
        var line = await started.ReadUntilAsync("attempt 1 failed");
        Assert.Contains("\"CN=Our own authority\" is not known to this machine", line, StringComparison.Ordinal);
        Assert.Contains("s more only, as that rarely helps.", line, StringComparison.Ordinal);
        started.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await started.EndAsync();
    }

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    public async Task Loopback_is_asked_directly_whatever_proxy_there_is(string variable)
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Static([Steps.Hello, Steps.Exit(0)]);
        var ended = await StartWorkerProcess.RunAsync(new Dictionary<string, string> { [variable] = "http://127.0.0.1:9" }, config);
        Assert.Equal(0, ended.ExitCode);
    }
}
