using System.Reflection;
using System.Runtime.Loader;

namespace WorkerRunner.ModuleTests;

public sealed class IsolationTests : ModuleTest
{
    [LimitedFact]
    public async Task The_domain_and_its_dependencies_live_in_a_load_context_of_the_modules_own()
    {
        WriteStaticConfig();
        var config = (await Engine.RunAsync("Get-RunnerConfig $config")).Single;
        var domain = config.BaseObject.GetType().Assembly;
        var context = AssemblyLoadContext.GetLoadContext(domain)!;
        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.All(["WorkerRunner", "YamlDotNet"], name => Assert.Contains(context.Assemblies, a => a.GetName().Name == name));
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => a.GetName().Name is "WorkerRunner" or "Polly.Core");
    }

    [LimitedFact]
    public async Task Another_modules_older_YamlDotNet_never_meets_ours()
    {
        var theirs = typeof(YamlDotNet.Core.Parser).Assembly;
        WriteStaticConfig();
        var config = (await Engine.RunAsync("Get-RunnerConfig $config")).Single;
        var context = AssemblyLoadContext.GetLoadContext(config.BaseObject.GetType().Assembly)!;
        var ours = context.Assemblies.Single(a => a.GetName().Name == "YamlDotNet");
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(theirs));
        Assert.True(theirs.GetName().Version < ours.GetName().Version, $"{theirs} {ours}");
        Assert.Contains("isolated", ours.Location);
    }

    [LimitedFact]
    public async Task A_fresh_process_that_has_loaded_another_YamlDotNet_first_is_not_disturbed()
    {
        var path = WriteStaticConfig();
        await using var host = HostProcess.Start(
            $"""
            $theirs = [Reflection.Assembly]::LoadFrom('{typeof(YamlDotNet.Core.Parser).Assembly.Location}')
            $theirs.GetType('YamlDotNet.Core.Parser').FullName
            (Get-RunnerConfig '{path}').ProviderType
            """);
        Assert.Equal("YamlDotNet.Core.Parser", await host.ReadLineAsync());
        Assert.Equal("static", await host.ReadLineAsync());
        Assert.Equal(0, await host.WaitForExitAsync());
    }

    [LimitedFact]
    public async Task A_fresh_process_that_loads_another_YamlDotNet_later_is_not_disturbed()
    {
        var path = WriteStaticConfig();
        await using var host = HostProcess.Start(
            $"""
            (Get-RunnerConfig '{path}').ProviderType
            $theirs = [Reflection.Assembly]::LoadFrom('{typeof(YamlDotNet.Core.Parser).Assembly.Location}')
            $theirs.GetType('YamlDotNet.Core.Parser').Assembly.GetName().Version.Major
            (Get-RunnerConfig '{path}').ProviderType
            """);
        Assert.Equal("static", await host.ReadLineAsync());
        Assert.Equal("13", await host.ReadLineAsync());
        Assert.Equal("static", await host.ReadLineAsync());
        Assert.Equal(0, await host.WaitForExitAsync());
    }

    [LimitedFact]
    public async Task The_module_leaves_nothing_but_its_cmdlets_in_the_default_context()
    {
        WriteStaticConfig();
        Assert.Null((await Engine.RunAsync("Get-RunnerConfig $config")).Failure);
        var staged = AssemblyLoadContext.Default.Assemblies.Where(IsStaged).Select(a => a.GetName().Name);
        Assert.Equal(["WorkerRunner.PowerShell"], staged);
    }

    private static bool IsStaged(Assembly assembly) =>
        !assembly.IsDynamic && assembly.Location.StartsWith(Path.GetDirectoryName(Repository.Manifest)!, StringComparison.Ordinal);
}
