using System.Management.Automation;
using System.Reflection;

namespace WorkerRunner.PowerShell.Loading;

/// <summary>
/// On Windows PowerShell there is one load context, and no file of ours can redirect versions: whatever version of our own assemblies is
/// asked for, and found nowhere, is the one beside this assembly.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;

    /// <summary>Begins to resolve. PowerShell calls it when the module is imported.</summary>
    public void OnImport()
    {
        AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
    }

    /// <summary>Ends that. PowerShell calls it when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    /// <summary>Only what is in our folder, and only for our own assemblies: other modules' requests are not ours to answer.</summary>
    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        var asking = request.RequestingAssembly?.Location;
        if (asking is not null && !string.Equals(Path.GetDirectoryName(asking), Folder, StringComparison.OrdinalIgnoreCase)) return null;
        var path = Path.Combine(Folder, new AssemblyName(request.Name).Name + ".dll");
        return File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
