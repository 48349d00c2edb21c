using System.Reflection;
using System.Runtime.Loader;

namespace WorkerRunner.PowerShell.Loading;

/// <summary>Takes from one folder what is there; the rest, .NET's own assemblies, comes from the default context.</summary>
internal sealed class IsolatedLoadContext(string folder) : AssemblyLoadContext("WorkerRunner")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
