using System.Collections;
using System.Management.Automation;

namespace WorkerRunner.PowerShell.Output;

/// <summary>The variable of <c>-ErrorVariable</c>, which PowerShell does not fill with what is thrown.</summary>
internal static class ErrorVariable
{
    /// <summary>Sets it, or adds to it where its name begins with <c>+</c>.</summary>
    public static void Set(SessionState state, string name, ErrorRecord error)
    {
        var isAddedTo = name.StartsWith("+", StringComparison.Ordinal);
        var variable = isAddedTo ? name.Substring(1) : name;
        var errors = isAddedTo && state.PSVariable.GetValue(variable) is ArrayList there ? there : [];
        errors.Add(error);
        state.PSVariable.Set(variable, errors);
    }
}
