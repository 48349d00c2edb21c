using System.Diagnostics;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests;

public sealed class ScriptedWorkerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("scripted-worker-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_does_its_script_step_by_step()
    {
        using var worker = Start("""
            [{"hello":["log"]}, {"await":"welcome"}, {"print":"plain"}, {"log":{"textPayload":"x"}}, {"await":"new-credentials"},
             {"errorReport":{"kind":"k","title":"t","description":"d","extra":{}}}, {"echoReceived":{}}, {"report":"REPORT"}, {"exit":7}]
            """);
        await worker.StandardInput.WriteLineAsync("""~{"type":"welcome","capabilities":["log"]}""");
        await worker.StandardInput.WriteLineAsync("""~{"type":"new-credentials","client-id":"c","access-token":"hidden"}""");
        var output = await worker.StandardOutput.ReadToEndAsync(Cancellation);
        await worker.WaitForExitAsync(Cancellation);
        Assert.Equal(7, worker.ExitCode);
        Assert.Equal(
            """
            ~{"type":"hello","capabilities":["log"]}
            plain
            ~{"type":"log","body":{"textPayload":"x"}}
            ~{"type":"error-report","kind":"k","title":"t","description":"d","extra":{}}
            received welcome capabilities=["log"]
            received new-credentials client-id="c" access-token=***

            """,
            output.ReplaceLineEndings());
        var report = JsonElement.Parse(await File.ReadAllTextAsync(ReportPath, Cancellation));
        Assert.Equal(worker.Id, report.GetProperty("pid").GetInt32());
        Assert.Equal(2, report.GetProperty("received").GetArrayLength());
    }

    [Theory]
    [InlineData("""[{"nonsense":{}}]""", 64, "unknown step: nonsense")]
    [InlineData("""[{"await":"welcome","timeoutMs":1}]""", 99, "no welcome came in time")]
    [InlineData("""[{"garbage":{"kind":"none"}}]""", 64, "unknown kind of garbage: none")]
    [InlineData("""[{"sleepMs":"x"}]""", 64, "step sleepMs: ")]
    public async Task It_says_what_is_wrong(string script, int exitCode, string message)
    {
        using var worker = Start(script);
        var error = await worker.StandardError.ReadToEndAsync(Cancellation);
        await worker.WaitForExitAsync(Cancellation);
        Assert.Equal(exitCode, worker.ExitCode);
        Assert.StartsWith($"scripted-worker: {message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_stdout_is_seen_while_it_lives_on()
    {
        using var worker = Start("""[{"garbage":{"kind":"long-line","bytes":100000}}, {"closeStdout":{}}, {"await":"graceful-termination"}]""");
        var output = await worker.StandardOutput.ReadToEndAsync(Cancellation);
        Assert.Equal(100001, output.Length);
        Assert.False(worker.HasExited);
        await worker.StandardInput.WriteLineAsync("""~{"type":"graceful-termination","finish-tasks":false}""");
        await worker.WaitForExitAsync(Cancellation);
        Assert.Equal(0, worker.ExitCode);
    }

    [Fact]
    public async Task Without_a_script_it_says_hello_and_waits()
    {
        using var worker = Start(null);
        var hello = await worker.StandardOutput.ReadLineAsync(Cancellation);
        Assert.Equal("""~{"type":"hello","capabilities":["log","error-report","shutdown","graceful-termination","new-credentials"]}""", hello);
        worker.StandardInput.Close();
        await worker.WaitForExitAsync(Cancellation);
        Assert.Equal(0, worker.ExitCode);
    }

    private string ReportPath => Path.Combine(folder, "report.json");

    private Process Start(string? script)
    {
        var config = Path.Combine(folder, "config.json");
        var path = JsonSerializer.Serialize(ReportPath);
        File.WriteAllText(config, script is null ? "{}" : $$"""{"script":{{script.Replace("\"REPORT\"", path, StringComparison.Ordinal)}}}""");
        var name = OperatingSystem.IsWindows() ? "scripted-worker.exe" : "scripted-worker";
        return Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, name), ["run", "--config", config, "--with-worker-runner"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
