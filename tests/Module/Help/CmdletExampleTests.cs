using System.Management.Automation.Language;

namespace WorkerRunner.ModuleTests.Help;

/// <summary>
/// The examples of the pages, run as they are written beside a runner.yaml. Those that need more of PowerShell than this engine has are run by
/// tests/Pester; those that are about all runners of the machine are not run, as some of these are not the test's.
/// </summary>
[Collection(MetadataAddresses.Collection)]
public sealed class CmdletExampleTests : ModuleTest
{
    // What the examples call the address of a sandbox's metadata service.
    private const string SandboxAddress = "http://127.0.0.1:1338";

    public static TheoryData<string> Pages => [.. CmdletPage.Names];

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public async Task The_examples_run_as_they_are_written(string name)
    {
        MetadataAddresses.Are(Sandbox);
        WorkerDoes([WorkerScript.Hello, WorkerScript.Print("ready"), .. EndsByItself(name) ? [] : (string[])[WorkerScript.AwaitTermination], WorkerScript.Exit(0)]);
        WriteStaticConfig();
        Engine["folder"] = Folder;
        await Engine.RunAsync("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");
        foreach (var example in CmdletPage.Read(name).Examples)
        {
            if (!await CanRunAsync(example)) continue;
            var outcome = await Engine.RunAsync(example.Replace(SandboxAddress, Sandbox.Google.Address, StringComparison.Ordinal));
            Assert.Null(outcome.Failure?.ToString());
            Assert.Empty(outcome.Errors);
            await Engine.RunAsync("if ($session) { $null = Stop-TaskclusterWorker $session -Force }");
        }
    }

    /// <summary>Whose examples wait for the worker's own end.</summary>
    private static bool EndsByItself(string cmdlet) => cmdlet is "Start-WorkerRunner" or "Wait-TaskclusterWorker" or "Export-WorkerTimeline";

    private async Task<bool> CanRunAsync(string example)
    {
        var script = Parser.ParseInput(example, out _, out var errors);
        Assert.Empty(errors);
        if (script.Find(a => a is FileRedirectionAst, searchNestedScriptBlocks: true) is not null) return false;
        Engine["commands"] = script.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Select(c => ((CommandAst)c).GetCommandName()).ToArray();
        if (((string?[])Engine["commands"]!).Contains("Get-TaskclusterWorker")) return false;
        return (await Engine.RunAsync("$commands | Get-Command -ErrorAction SilentlyContinue -ErrorVariable missing | Out-Null; $missing")).Output.Count == 0;
    }
}
