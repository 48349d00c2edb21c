using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Completion;

/// <summary>Finds the run that a command under the cursor is about.</summary>
internal static class RunOfCommand
{
    /// <summary>
    /// The run of the parameter, or of the variable that is piped into the command; null where neither is known. No other expression is
    /// evaluated: completion changes nothing.
    /// </summary>
    public static WorkerRun? Find(CommandAst command, IDictionary boundParameters)
    {
        if (Run(boundParameters["Run"]) is { } bound) return bound;
        var piped = (command.Parent as PipelineAst)?.PipelineElements.FirstOrDefault() as CommandExpressionAst;
        return piped?.Expression is VariableExpressionAst variable ? Run(ValueOf(variable)) : null;
    }

    private static WorkerRun? Run(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        WorkerRun run => run,
        WorkerSession session => session.Run,
        VariableExpressionAst variable => Run(ValueOf(variable)),
        _ => null,
    };

    private static PSObject? ValueOf(VariableExpressionAst variable)
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript(variable.Extent.Text).Invoke().FirstOrDefault();
    }
}
