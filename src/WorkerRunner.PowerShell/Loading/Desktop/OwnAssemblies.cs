using System.Reflection;

namespace WorkerRunner.PowerShell.Loading;

/// <summary>
/// No file of ours can redirect versions in powershell.exe: whatever version of our own assemblies is asked for, and found nowhere, is the
/// one beside this assembly. It knows nothing of PowerShell, so that it can be tried without.
/// </summary>
internal static class OwnAssemblies
{
    // All that is staged beside this assembly, and nothing else: tests/Desktop compares. The names of other modules' are not ours to answer.
    private static readonly string[] Names =
    [
        "Microsoft.Bcl.AsyncInterfaces",
        "Microsoft.Bcl.TimeProvider",
        "Polly.Core",
        "System.Buffers",
        "System.ComponentModel.Annotations",
        "System.IO.Hashing",
        "System.IO.Pipelines",
        "System.Memory",
        "System.Numerics.Vectors",
        "System.Runtime.CompilerServices.Unsafe",
        "System.Text.Encodings.Web",
        "System.Text.Json",
        "System.Threading.Channels",
        "System.Threading.Tasks.Extensions",
        "WorkerRunner",
        "YamlDotNet",
    ];

    // System.Text.Json asks for a version that .NET Framework never had: it has the types itself since 4.7, in mscorlib.
    private const string ValueTuples = "System.ValueTuple";

    private static readonly string Folder = Path.GetDirectoryName(typeof(OwnAssemblies).Assembly.Location)!;

    public static void Resolve()
    {
        ResolveNoMore();
        AppDomain.CurrentDomain.AssemblyResolve += Find;
    }

    public static void ResolveNoMore() => AppDomain.CurrentDomain.AssemblyResolve -= Find;

    private static Assembly? Find(object? sender, ResolveEventArgs request)
    {
        var asking = request.RequestingAssembly?.Location;
        if (asking is not null && !string.Equals(Path.GetDirectoryName(asking), Folder, StringComparison.OrdinalIgnoreCase)) return null;
        var name = new AssemblyName(request.Name).Name;
        if (name == ValueTuples) return typeof(ValueTuple).Assembly;
        return Names.Contains(name) ? Assembly.LoadFrom(Path.Combine(Folder, name + ".dll")) : null;
    }
}
