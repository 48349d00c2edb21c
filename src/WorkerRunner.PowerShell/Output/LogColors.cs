using System.Management.Automation;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// Colours lines as <c>$PSStyle</c> says, by their level. It leaves them plain where there is none (Windows PowerShell), where the
/// output goes to no terminal, or to one without colours, and where <c>NO_COLOR</c> or <c>$PSStyle.OutputRendering</c> say so.
/// </summary>
internal sealed class LogColors
{
    private const string Reset = "\u001b[0m";

    private readonly PSObject? formatting;

    public LogColors(PSCmdlet cmdlet)
    {
        if (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Console.IsOutputRedirected || !cmdlet.Host.UI.SupportsVirtualTerminal) return;
        if (cmdlet.SessionState.PSVariable.GetValue("PSStyle") is not { } value) return;
        var style = PSObject.AsPSObject(value);
        if (style.Properties["OutputRendering"]?.Value?.ToString() != "PlainText" && style.Properties["Formatting"]?.Value is { } found)
            formatting = PSObject.AsPSObject(found);
    }

    /// <summary>The line in the colour of its level; what the runner tells and what the worker writes to stderr
    /// have accents, what the worker prints has no colour.</summary>
    public string Apply(LogSource source, LogLevel level, string line)
    {
        if (formatting is null || NameOf(source, level) is not { } name) return line;
        return formatting.Properties[name]?.Value is string { Length: > 0 } color ? color + line + Reset : line;
    }

    private static string? NameOf(LogSource source, LogLevel level) => level switch
    {
        LogLevel.Error => "Error",
        LogLevel.Warning => "Warning",
        LogLevel.Verbose => "Verbose",
        LogLevel.Debug => "Debug",
        _ => source switch
        {
            LogSource.Runner => "FormatAccent",
            LogSource.WorkerError => "ErrorAccent",
            _ => null,
        },
    };
}
