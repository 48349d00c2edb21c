using System.Diagnostics;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Clouds.Azure;
using WorkerRunner.Sandbox.CommandLine;
using WorkerRunner.Sandbox.CommandLine.Clouds;

namespace WorkerRunner.Sandbox.Tests.Clouds;

public sealed class CloudCommandTests : CloudFixture
{
    [Fact]
    public void A_cloud_and_a_service_are_understood()
    {
        var parsed = Arguments.Parse(["--cloud", "azure", "--fault", "aws@spot:429", "--fault", "register:hang"]);
        Assert.Equal(CloudKind.Azure, parsed.Cloud);
        Assert.Equal([("aws", "spot"), (null, "/register")], parsed.Faults.Select(fault => (fault.Service, fault.PathContains)));
        var refusal = Assert.Throws<UsageException>(() => Arguments.Parse(["--cloud", "gcp"]));
        Assert.Equal("gcp is not a cloud: expected aws, azure or google", refusal.Message);
    }

    [Fact]
    public void Commands_make_things_happen()
    {
        var aws = new CommandConsole(CloudCommands.Of(Sandbox.Aws, Time));
        Assert.Equal("spot: announce a Spot interruption (terminate) in 2 minutes", aws.Answer(" spot "));
        Assert.Equal("""{"action":"terminate","time":"2026-11-23T15:35:31Z"}""", Sandbox.Aws.InstanceAction);
        aws.Answer("withdraw");
        Assert.Null(Sandbox.Aws.InstanceAction);
        var google = new CommandConsole(CloudCommands.Of(Sandbox.Google));
        Assert.Equal("freeze is not a command here; help lists them", google.Answer("freeze"));
        google.Answer("terminate");
        Assert.Equal("TERMINATE_ON_HOST_MAINTENANCE", Sandbox.Google.MaintenanceEvent);
    }

    [Fact]
    public async Task Commands_are_read_line_by_line()
    {
        var console = new CommandConsole(CloudCommands.Of(Sandbox.Azure, Time));
        await using var output = new StringWriter { NewLine = "\n" };
        await console.RunAsync(new StringReader("freeze\n\npreempt\nwhat\n"), output);
        Assert.Equal(
            [
                "freeze: schedule a Freeze in 15 minutes",
                "preempt: schedule a Preempt in 30 seconds",
                "what is not a command here; help lists them",
                "",
            ],
            output.ToString().Split('\n'));
        Assert.Equal(["Freeze", "Preempt"], Sandbox.Azure.Events.Select((AzureEvent scheduled) => scheduled.EventType));
    }

    [Fact]
    public async Task The_process_takes_commands_and_outlives_its_standard_input()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "WorkerRunner.Sandbox.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--cloud", "google"]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var process = Process.Start(start)!;
        try
        {
            var config = await ReadUntilAsync(process, "metadataURL:");
            await process.StandardInput.WriteLineAsync("preempt");
            process.StandardInput.Close();
            await ReadUntilAsync(process, "preempt: ");
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            http.DefaultRequestHeaders.Add("Metadata-Flavor", "Google");
            var address = config.Split("metadataURL:")[1].Trim();
            Assert.Equal("TRUE", await http.GetStringAsync($"{address}/computeMetadata/v1/instance/preempted", Cancellation));
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<string> ReadUntilAsync(Process process, string text)
    {
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"The output ended before \"{text}\".");
    }
}
