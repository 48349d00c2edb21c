using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace WorkerRunner.ModuleHost;

/// <summary>The process: <c>module-host MODULE SCRIPT-TEXT</c>.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    private static int Main(string[] args)
    {
        if (args is not [var module, var script])
        {
            Console.Error.WriteLine("usage: module-host MODULE SCRIPT-TEXT");
            return BadUsage;
        }

        try
        {
            // It stays open, as that of a shell does that is left.
            var state = InitialSessionState.CreateDefault2();
            // As powershell.exe -ExecutionPolicy Bypass: only Windows has such a policy.
            if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
            var runspace = RunspaceFactory.CreateRunspace(state);
            runspace.Open();
            Run(runspace, "Import-Module $args[0]", module);
            Run(runspace, script, module);
            return 0;
        }
        catch (RuntimeException e)
        {
            Console.Error.WriteLine($"{e.ErrorRecord.FullyQualifiedErrorId}: {e.Message}");
            return Failed;
        }
    }

    /// <summary>Each object goes out as a line as soon as it is there.</summary>
    private static void Run(Runspace runspace, string script, string argument)
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => Console.Out.WriteLine(output[added.Index]);
        shell.AddScript($"try {{\n{script}\n}} catch {{ throw }}").AddArgument(argument).Invoke(null, output);
    }
}
