using System.Management.Automation;

namespace WorkerRunner.PowerShell.Loading;

/// <summary>On Windows PowerShell there is one load context: what it does not find there, of ours, is found beside this assembly.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Begins to resolve. PowerShell calls it when the module is imported.</summary>
    public void OnImport() => OwnAssemblies.Resolve();

    /// <summary>Ends that. PowerShell calls it when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => OwnAssemblies.ResolveNoMore();
}
