using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace WorkerRunner.PowerShell.Loading;

/// <summary>
/// On PowerShell 7 the domain and its dependencies are loaded into a context of our own, so that another module's version of one of them
/// never meets ours.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly IsolatedLoadContext Isolated =
        new(Path.Combine(Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!, "isolated"));

    /// <summary>Begins to resolve what the cmdlets refer to. PowerShell calls it when the module is imported.</summary>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    /// <summary>Ends that. PowerShell calls it when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= Resolve;

    /// <summary>The default context asks here for what it does not know: of ours only the domain, whatever else there is.</summary>
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == nameof(WorkerRunner) ? Isolated.LoadFromAssemblyName(name) : null;
}
