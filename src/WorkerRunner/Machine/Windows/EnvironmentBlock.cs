using System.Collections;
using System.Text;

namespace WorkerRunner.Machine.Windows;

/// <summary>The environment variables of a new process in the form that CreateProcess takes: <c>name=value</c>, each ended by a NUL.</summary>
internal static class EnvironmentBlock
{
    /// <param name="ours">The variables that it inherits.</param>
    /// <param name="others">What is added to them or stands in their place; names differ by more than case.</param>
    public static string Of(IDictionary ours, IEnumerable<KeyValuePair<string, string>> others)
    {
        // Windows wants them sorted like this.
        var all = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in ours) all[(string)variable.Key] = (string?)variable.Value ?? "";
        foreach (var variable in others) all[variable.Key] = variable.Value;

        var block = new StringBuilder();
        foreach (var variable in all) block.Append(variable.Key).Append('=').Append(variable.Value).Append('\0');
        return block.Append('\0').ToString();
    }
}
