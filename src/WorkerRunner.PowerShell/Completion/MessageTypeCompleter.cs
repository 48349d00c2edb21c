using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WorkerRunner.Protocol;

namespace WorkerRunner.PowerShell.Completion;

/// <summary>Completes the types of protocol messages.</summary>
internal sealed class MessageTypeCompleter : IArgumentCompleter
{
    private static readonly string[] Types =
    [
        "welcome", "hello", Capabilities.Log, Capabilities.ErrorReport, Capabilities.Shutdown, Capabilities.GracefulTermination, Capabilities.NewCredentials,
    ];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Types.Where(t => t.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)).Select(t => new CompletionResult(t, t, CompletionResultType.ParameterValue, t));
}
