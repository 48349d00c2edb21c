using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WorkerRunner.Control;
using WorkerRunner.Machine;

namespace WorkerRunner.PowerShell.Completion;

/// <summary>Completes the IDs of the runners of this machine.</summary>
internal sealed class RunnerIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return new RunnersHere(HostMachine.Create(TimeProvider.System).Endpoints!).Ids()
                .Where(id => id.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.Ordinal))
                .Select(id => new CompletionResult(id));
        }
        catch (RunnerRequestException)
        {
            // Nobody wants to read an error while he types.
            return [];
        }
    }
}
