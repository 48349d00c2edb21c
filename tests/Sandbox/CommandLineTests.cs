using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Sandbox.CommandLine;

namespace WorkerRunner.Sandbox.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port", "70000", "70000 is not a port: expected 0 to 65535")]
    [InlineData("--skew", "20x", "20x is not a duration: expected a number and ms, s, m, h or d")]
    [InlineData("--credential-lifetime", "0s", "0s: expected a time above zero")]
    [InlineData("--fault", "register", "register is not a fault: expected WHERE:WHAT or WHERE:WHAT*N, for example register:503*2")]
    [InlineData("--nonsense", "1", "unknown option --nonsense; --help lists them")]
    [InlineData("--config-out", "", "--config-out needs a value")]
    public void Bad_arguments_are_explained(string option, string value, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Arguments.Parse([option, value])).Message);

    [Fact]
    public void Good_arguments_are_understood()
    {
        var parsed = Arguments.Parse(["--fault", "register:503*2", "--fault", "secret:delay=500ms", "--skew", "-20m", "--port", "8080"]);
        Assert.Equal(["/register", "secret"], parsed.Faults.Select(fault => fault.PathContains));
        Assert.Equal((2, (int?)null), (parsed.Faults[0].Times, parsed.Faults[1].Times));
        Assert.Equal((TimeSpan.FromMinutes(-20), 8080), (parsed.Skew, parsed.Port));
    }

    [Fact]
    public async Task The_process_ends_with_two_on_bad_arguments()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "WorkerRunner.Sandbox.dll");
        var start = new ProcessStartInfo("dotnet", [path, "--port", "x"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, "sandbox: x is not a port: expected 0 to 65535"), (process.ExitCode, error.Trim()));
    }

    [Fact]
    public async Task The_process_writes_the_authority_that_its_certificate_is_from()
    {
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WorkerRunner.Sandbox.dll"), "--tls", file])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            using var client = new SandboxClient(first!.Split(": ")[1], TimeProvider.System, authority);
            var answer = await client.SendAsync(HttpMethod.Get, "/api/worker-manager/v1/ping");
            Assert.True(answer.Body.GetProperty("alive").GetBoolean());
        }
        finally
        {
            process.Kill();
            File.Delete(file);
        }
    }
}
