using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Completion;

/// <summary>Completes the dotted path of a value in the worker's configuration of the run at hand, a key at a time.</summary>
internal sealed class ConfigKeyCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (RunOfCommand.Find(commandAst, fakeBoundParameters) is not { } run) yield break;
        var typed = wordToComplete.Trim('\'', '"');
        var lastDot = typed.LastIndexOf('.');
        var before = typed.Substring(0, lastDot + 1);
        if ((lastDot < 0 ? run.WorkerConfig : At(run.WorkerConfig, typed.Substring(0, lastDot))) is not { } parent) yield break;
        foreach (var key in parent.Keys.OrderBy(k => k, StringComparer.OrdinalIgnoreCase))
        {
            var path = before + key.Replace(".", "\\.");
            if (path.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                yield return new CompletionResult(Quoted(path), path, CompletionResultType.ParameterValue, $"{path} = {Shown(parent[key])}");
        }
    }

    private static ConfigObject? At(ConfigObject config, string path) => config.Has(path) ? config.Get(path) as ConfigObject : null;

    private static string Quoted(string path) =>
        path.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '\\') ? path : $"'{path.Replace("'", "''")}'";

    private static string Shown(object? value) => ConfigJson.ToText(value, SecretText.Masked) is { Length: > 60 } text
        ? text.Substring(0, 60) + "…"
        : ConfigJson.ToText(value, SecretText.Masked);
}
