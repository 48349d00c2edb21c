using System.Reflection;

namespace WorkerRunner.Desktop;

/// <summary>The program: one line a check, their sum in the manner of xunit, and exit code 1 where one fails.</summary>
internal static class Program
{
    private const string Cmdlets = "WorkerRunner.PowerShell";
    private const string Engine = "System.Management.Automation";
    private const string Yaml = "provider: {providerType: standalone}\nworker: {implementation: dummy}\nworkerConfig: {a: 0.1}\n";

    private static readonly string Module = Metadata("Module");

    private static int passed;

    private static int failed;

    private static int Main()
    {
        var staged = Directory.GetFiles(Module, "*.dll").Select(Path.GetFileNameWithoutExtension).Where(n => n != Cmdlets).ToList();
        var resolver = Assembly.LoadFrom(Path.Combine(Module, Cmdlets + ".dll")).GetType("WorkerRunner.PowerShell.Loading.OwnAssemblies", throwOnError: true);
        var names = (string[])resolver.GetField("Names", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null);

        Check("The resolver's list is what is staged", string.Join(" ", staged.OrderBy(n => n)), string.Join(" ", names.OrderBy(n => n)));
        foreach (var file in Directory.GetFiles(Module, "*.dll")) CheckReferences(file, resolver);

        foreach (var name in names) Check($"{name} is ours", Path.Combine(Module, name + ".dll"), Answer(resolver, $"{name}, Version=0.0.0.1")?.Location);
        Check("Nothing else is", null, Answer(resolver, "YamlDotNet.Other")?.Location);
        Check("Nothing is for others", null, Answer(resolver, "YamlDotNet", typeof(Program).Assembly)?.Location);

        resolver.GetMethod("Resolve")!.Invoke(null, null);
        Check("The domain reads YAML and writes JSON", "{\"a\":0.1}", ReadConfig());
        Check("What was loaded of ours comes from there", "", string.Join(" ", Strays(names)));
        Console.WriteLine($"  desktop-import  Total: {passed + failed}, Errors: 0, Failed: {failed}, Skipped: 0, Not Run: 0");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Each reference is to our own, to .NET Framework in a version that it has, or to PowerShell.</summary>
    private static void CheckReferences(string file, Type resolver)
    {
        var missing = Assembly.ReflectionOnlyLoadFrom(file).GetReferencedAssemblies()
            .Where(r => r.Name != Engine && !FrameworkHas(r) && !IsOurs(resolver, r));
        Check($"{Path.GetFileName(file)} refers to what is there", "", string.Join("; ", missing));
    }

    /// <summary>Whether the resolver gives it in that version; or gives another, which is then .NET Framework's own.</summary>
    private static bool IsOurs(Type resolver, AssemblyName reference) =>
        Answer(resolver, reference.FullName)?.GetName() is { } own && (own.Name != reference.Name || own.Version >= reference.Version);

    /// <summary>What the resolver gives, asked by one of its own or by another.</summary>
    private static Assembly? Answer(Type resolver, string name, Assembly? asking = null) =>
        (Assembly)resolver.GetMethod("Find", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [null, new ResolveEventArgs(name, asking ?? resolver.Assembly)]);

    private static string ReadConfig()
    {
        var domain = Assembly.Load("WorkerRunner");
        var reader = domain.GetType("WorkerRunner.Configuration.RunnerConfigReader", throwOnError: true);
        var config = reader.GetMethod("Parse", [typeof(string), typeof(string)])!.Invoke(null, ["runner.yml", Yaml]);
        return config.GetType().GetProperty("WorkerConfig")!.GetValue(config).ToString();
    }

    private static IEnumerable<string> Strays(string[] names) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(a => names.Contains(a.GetName().Name) && Path.GetDirectoryName(a.Location) + "/" != Module).Select(a => a.Location);

    private static bool FrameworkHas(AssemblyName reference) => new[] { "", "Facades" }
        .Select(folder => Path.Combine(Metadata("Framework"), folder, reference.Name + ".dll"))
        .Any(file => File.Exists(file) && AssemblyName.GetAssemblyName(file).Version >= reference.Version);

    private static string Metadata(string key) => typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value;

    private static void Check(string what, string? expected, string? actual)
    {
        if (expected == actual)
        {
            passed++;
            Console.WriteLine($"passed: {what}");
            return;
        }
        failed++;
        Console.WriteLine($"FAILED: {what}: expected \"{expected}\", but it is \"{actual}\"");
    }
}
