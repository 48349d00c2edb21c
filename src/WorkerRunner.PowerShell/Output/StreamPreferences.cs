using System.Management.Automation;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// What PowerShell does with a line of each stream of a cmdlet. <c>-Debug</c> means to ask at each: of debug lines in Windows PowerShell, of
/// verbose ones and warnings in all versions, unless their own parameter says otherwise.
/// </summary>
internal sealed class StreamPreferences
{
    private readonly PSCmdlet cmdlet;

    /// <summary>Reads them once: they do not change while a cmdlet runs, and there may be many lines.</summary>
    public StreamPreferences(PSCmdlet cmdlet)
    {
        this.cmdlet = cmdlet;
        Debug = ReadDebug();
        Verbose = ReadVerbose();
        Warning = ReadWarning();
        Information = Bound("InformationAction") ?? Variable("InformationPreference");
    }

    public ActionPreference Debug { get; }

    public ActionPreference Verbose { get; }

    public ActionPreference Warning { get; }

    public ActionPreference Information { get; }

    /// <summary>The least level that is shown.</summary>
    public LogLevel Least
    {
        get
        {
            if (IsShown(Debug)) return LogLevel.Debug;
            return IsShown(Verbose) ? LogLevel.Verbose : LogLevel.Information;
        }
    }

    private ActionPreference ReadDebug() => Switch("Debug") switch
    {
        true => cmdlet.GetVariableValue("PSEdition") is "Core" ? ActionPreference.Continue : ActionPreference.Inquire,
        false => ActionPreference.SilentlyContinue,
        null => Variable("DebugPreference"),
    };

    private ActionPreference ReadVerbose() => Switch("Verbose") switch
    {
        true => ActionPreference.Continue,
        false => ActionPreference.SilentlyContinue,
        null => Switch("Debug") == true ? ActionPreference.Inquire : Variable("VerbosePreference"),
    };

    private ActionPreference ReadWarning()
    {
        if (Bound("WarningAction") is { } asked) return asked;
        if (Switch("Debug") == true) return ActionPreference.Inquire;
        return Switch("Verbose") == true ? ActionPreference.Continue : Variable("WarningPreference");
    }

    private static bool IsShown(ActionPreference preference) => preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private bool? Switch(string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var bound) && bound is SwitchParameter asked ? asked.IsPresent : null;

    private ActionPreference? Bound(string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var bound) && bound is ActionPreference asked ? asked : null;

    private ActionPreference Variable(string name) =>
        LanguagePrimitives.TryConvertTo<ActionPreference>(cmdlet.GetVariableValue(name), out var preference) ? preference : ActionPreference.SilentlyContinue;
}
