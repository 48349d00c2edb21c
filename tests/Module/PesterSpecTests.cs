using System.Management.Automation.Language;

namespace WorkerRunner.ModuleTests;

/// <summary>The specs in tests/Pester run where there is Pester; that they name nothing that is not there is seen everywhere.</summary>
public sealed class PesterSpecTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Pester");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.ps1").Select(f => Path.GetFileName(f)!)];

    [LimitedTheory]
    [MemberData(nameof(Files))]
    public async Task Every_script_uses_cmdlets_and_parameters_that_exist(string file)
    {
        var script = Parser.ParseFile(Path.Combine(Folder, file), out _, out var errors);
        Assert.Empty(errors);
        var ours = await OurCmdletsAsync();
        var nouns = ours.Keys.Select(n => n.Split('-')[1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var command in script.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName()?.Split('-') is not [_, var noun] || !nouns.Contains(noun)) continue;
            Assert.Contains(command.GetCommandName(), ours.Keys);
            foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
                Assert.Contains(parameter.ParameterName, ours[command.GetCommandName()]);
        }
    }

    [LimitedFact]
    public async Task Every_cmdlet_has_a_spec_of_its_own()
    {
        foreach (var name in (await OurCmdletsAsync()).Keys)
            Assert.True(File.Exists(Path.Combine(Folder, $"{name}.Tests.ps1")), name);
    }

    /// <summary>Each cmdlet with the names and aliases of its parameters.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> OurCmdletsAsync()
    {
        using var engine = await Engine.OpenAsync();
        var commands = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output.Select(c => (CmdletInfo)c.BaseObject);
        return commands.ToDictionary(
            c => c.Name,
            c => c.Parameters.Values.SelectMany(p => p.Aliases.Append(p.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
    }
}
