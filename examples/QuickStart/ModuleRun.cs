using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace WorkerRunner.QuickStart;

/// <summary>Imports the module into a PowerShell engine and runs Start-WorkerRunner, as somebody at a prompt would.</summary>
internal static class ModuleRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<RunResult> StartWorkerRunnerAsync(string module, IDemo demo, Story story)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        using var shell = System.Management.Automation.PowerShell.Create(state);
        shell.Streams.Information.DataAdded += (_, e) => Tell(story, shell.Streams.Information[e.Index].MessageData);
        shell.Streams.Warning.DataAdded += (_, e) => story.Tell("warning", shell.Streams.Warning[e.Index].Message);
        shell.AddCommand("Import-Module").AddArgument(module).AddParameter("ErrorAction", "Stop")
            .AddStatement()
            .AddCommand("Start-WorkerRunner").AddParameter("Config", demo.ConfigPath).AddParameter("KeepInstance", demo.KeepInstance);
        try
        {
            var output = await shell.InvokeAsync().WaitAsync(Limit);
            return new RunResult(string.Join("\n", output.Last().Properties.Select(p => $"{p.Name,-14} : {p.Value}")), Error: null);
        }
        catch (RuntimeException e)
        {
            return new RunResult($"{e.ErrorRecord.FullyQualifiedErrorId}: {e.ErrorRecord}", e.Message);
        }
    }

    private static void Tell(Story story, object record) =>
        story.Tell($"{PSObject.AsPSObject(record).Properties["Source"].Value}".ToLowerInvariant(), $"{record}");
}
