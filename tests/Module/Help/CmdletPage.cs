using YamlDotNet.Serialization;

namespace WorkerRunner.ModuleTests.Help;

/// <summary>A page of docs/cmdlets, in the markdown of PlatyPS (schema 2024-05-01).</summary>
internal sealed class CmdletPage
{
    private static readonly Deserializer Yaml = new Deserializer();

    private readonly Dictionary<string, string> sections;

    private CmdletPage(string name, string text)
    {
        Name = name;
        Text = text;
        sections = Parts(text, "## ");
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "cmdlets");

    /// <summary>The cmdlets that have a page.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*-*.md").Select(f => Path.GetFileNameWithoutExtension(f)!);

    public string Name { get; }

    public string Text { get; }

    public string Synopsis => sections["SYNOPSIS"];

    public string Description => sections["DESCRIPTION"];

    /// <summary>The names of the parameter sets, the default one with <c>(Default)</c>.</summary>
    public IEnumerable<string> ParameterSets => Parts(sections["SYNTAX"], "### ").Keys;

    /// <summary>The code of each example.</summary>
    public IReadOnlyList<string> Examples => [.. Parts(sections["EXAMPLES"], "### ").Values.Select(e => Fenced(e, "powershell"))];

    public IReadOnlyDictionary<string, CmdletPageParameter> Parameters => Parts(sections["PARAMETERS"], "### -")
        .ToDictionary(p => p.Key, p => new CmdletPageParameter(BeforeFence(p.Value), Yaml.Deserialize<Dictionary<string, object>>(Fenced(p.Value, "yaml"))));

    /// <summary>The types that the pipeline gives.</summary>
    public IEnumerable<string> Outputs => Parts(sections["OUTPUTS"], "### ").Keys;

    public static CmdletPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Folder, $"{name}.md")).ReplaceLineEndings("\n"));

    /// <summary>What follows each heading of one level, by its title.</summary>
    private static Dictionary<string, string> Parts(string text, string heading)
    {
        var parts = ("\n" + text).Split("\n" + heading).Skip(1).Select(p => p.Split('\n', 2));
        return parts.Where(p => p[0] != "CommonParameters").ToDictionary(p => p[0].Trim(), p => p[1].Trim());
    }

    private static string BeforeFence(string text) => text.Split("\n```")[0].Trim();

    private static string Fenced(string text, string language) => text.Split($"```{language}\n")[1].Split("\n```")[0];
}
