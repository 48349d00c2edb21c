using System.Management.Automation;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// An error that ends the script. A cmdlet's terminating error ends its statement only: the script goes on after it, and <c>powershell
/// -File</c> ends with 0. One that counts as thrown ends the script as well, and an unattended PowerShell with 1.
/// </summary>
internal static class ThrownError
{
    /// <summary>Makes what a cmdlet throws; -ErrorVariable has it then.</summary>
    public static RuntimeException Of(PSCmdlet cmdlet, ErrorRecord error)
    {
        var thrown = new ErrorRecord(
            error.Exception, $"{error.FullyQualifiedErrorId},{cmdlet.GetType().FullName}", error.CategoryInfo.Category, error.TargetObject)
        {
            ErrorDetails = error.ErrorDetails,
        };
        thrown.CategoryInfo.Activity = cmdlet.MyInvocation.MyCommand.Name;
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue("ErrorVariable", out var name)) ErrorVariable.Set(cmdlet.SessionState, (string)name, thrown);
        return new RuntimeException(error.Exception.Message, error.Exception, thrown) { WasThrownFromThrowStatement = true };
    }
}
