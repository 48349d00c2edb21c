using System.Text.Json;
using System.Xml.Linq;

namespace WorkerRunner.ModuleTests;

/// <summary>What a PowerShell repository reads of the module before anybody runs it.</summary>
public sealed class ManifestTests
{
    private static readonly string Folder = Path.GetDirectoryName(Repository.Manifest)!;

    [LimitedFact]
    public async Task PowerShell_accepts_the_manifest()
    {
        using var engine = Engine.OpenBare();
        engine["manifest"] = Repository.Manifest;
        var outcome = await engine.RunAsync("Test-ModuleManifest $manifest");
        Assert.Empty(outcome.Errors);
        var module = (PSModuleInfo)outcome.Single.BaseObject;
        Assert.Equal(["Desktop", "Core"], module.CompatiblePSEditions);
        Assert.Contains("PSEdition_Desktop", module.Tags);
        Assert.NotNull(module.ProjectUri);
        Assert.NotNull(module.LicenseUri);
        Assert.NotEmpty(module.ReleaseNotes);
    }

    [LimitedFact]
    public async Task Its_file_list_names_all_that_ships_and_nothing_else()
    {
        using var engine = Engine.OpenBare();
        engine["manifest"] = Repository.Manifest;
        var listed = ((PSModuleInfo)(await engine.RunAsync("Test-ModuleManifest $manifest")).Single.BaseObject).FileList;
        var staged = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);
        Assert.Equal(staged.Select(Relative).Order(StringComparer.Ordinal), listed.Select(Relative).Order(StringComparer.Ordinal));
    }

    [LimitedFact]
    public async Task Its_version_is_that_of_the_assemblies()
    {
        using var engine = Engine.OpenBare();
        engine["manifest"] = Repository.Manifest;
        var version = ((PSModuleInfo)(await engine.RunAsync("Test-ModuleManifest $manifest")).Single.BaseObject).Version;
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Equal(properties.Descendants("VersionPrefix").Single().Value, version.ToString());
    }

    /// <summary>The DSC resources come with it.</summary>
    [LimitedFact]
    public async Task The_version_of_the_DSC_resources_is_its_own()
    {
        using var engine = Engine.OpenBare();
        engine["manifest"] = Repository.Manifest;
        engine["dsc"] = Path.Combine(Repository.Root, "dsc", "WorkerRunnerDsc.psd1");
        var versions = (await engine.RunAsync("$manifest, $dsc | ForEach-Object { (Test-ModuleManifest $_).Version }")).Output.Select(v => v.ToString()).ToList();
        using var resource = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "dsc", "runner.dsc.resource.json"), Limits.Token));
        Assert.Equal([versions[0], versions[0]], [versions[1], resource.RootElement.GetProperty("version").GetString()]);
    }

    private static string Relative(string path) => Path.GetRelativePath(Folder, Path.GetFullPath(path)).Replace('\\', '/');
}
