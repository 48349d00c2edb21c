using System.Management.Automation.Language;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>The module's cmdlets, each with the names and aliases of its parameters.</summary>
internal sealed class OurCmdlets
{
    private readonly Dictionary<string, HashSet<string>> parameters;
    private readonly HashSet<string> nouns;

    private OurCmdlets(Dictionary<string, HashSet<string>> parameters)
    {
        this.parameters = parameters;
        nouns = Names.Select(n => n.Split('-')[1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyCollection<string> Names => parameters.Keys;

    public static async Task<OurCmdlets> LoadAsync()
    {
        using var engine = await Engine.OpenAsync();
        var commands = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output.Select(c => (CmdletInfo)c.BaseObject);
        return new(commands.ToDictionary(
            c => c.Name,
            c => c.Parameters.Values.SelectMany(p => p.Aliases.Append(p.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A script parses, and what it uses of ours is there.</summary>
    public ScriptBlockAst AssertFit(string script)
    {
        var parsed = Parser.ParseInput(script, out _, out var errors);
        Assert.Empty(errors);
        foreach (var command in parsed.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName()?.Split('-') is not [_, var noun] || !nouns.Contains(noun)) continue;
            Assert.Contains(command.GetCommandName(), Names);
            foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
                Assert.Contains(parameter.ParameterName, parameters[command.GetCommandName()]);
        }
        return parsed;
    }
}
