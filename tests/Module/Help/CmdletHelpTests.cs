using System.Collections;
using System.Globalization;

namespace WorkerRunner.ModuleTests.Help;

/// <summary>The pages of docs/cmdlets, the help that Get-Help shows, and the cmdlets themselves say the same.</summary>
public sealed class CmdletHelpTests
{
    private static readonly string[] Common = [.. Cmdlet.CommonParameters, "WhatIf", "Confirm"];

    public static TheoryData<string> Pages => [.. CmdletPage.Names];

    [LimitedFact]
    public async Task Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        using var engine = await Engine.OpenAsync();
        var cmdlets = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output.Select(c => c.Text("Name"));
        Assert.Equal(cmdlets.Order(StringComparer.Ordinal), CmdletPage.Names.Order(StringComparer.Ordinal));
    }

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public void A_page_is_filled_in(string name)
    {
        var page = CmdletPage.Read(name);
        Assert.DoesNotContain("{{", page.Text);
        Assert.NotEmpty(page.Synopsis);
        Assert.NotEmpty(page.Description);
        Assert.True(page.Examples.Count >= 2, $"{name} has fewer than two examples.");
        Assert.All(page.Parameters, p => Assert.NotEmpty(p.Value.Description));
    }

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_tells_the_parameters_as_they_are(string name)
    {
        using var engine = await Engine.OpenAsync();
        var cmdlet = await CmdletAsync(engine, name);
        var page = CmdletPage.Read(name);
        var ours = cmdlet.Parameters.Values.Where(p => !Common.Contains(p.Name)).ToList();
        Assert.Equal(
            ours.Select(p => p.Name).Order(StringComparer.Ordinal),
            page.Parameters.Keys.Where(p => !Common.Contains(p)).Order(StringComparer.Ordinal));
        var defaults = Activator.CreateInstance(cmdlet.ImplementingType)!;
        foreach (var parameter in ours)
        {
            var told = page.Parameters[parameter.Name];
            Assert.Equal(parameter.ParameterType.ToString(), told.Type);
            Assert.Equal(parameter.Aliases.Order(StringComparer.Ordinal), told.Aliases.Order(StringComparer.Ordinal));
            Assert.Equal(Sets(parameter).Order(StringComparer.Ordinal), told.Sets.Order(StringComparer.Ordinal));
            Assert.Equal(Default(defaults, parameter.Name), told.DefaultValue);
        }
        (defaults as IDisposable)?.Dispose();
    }

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_tells_the_parameter_sets_and_the_output_as_they_are(string name)
    {
        using var engine = await Engine.OpenAsync();
        var cmdlet = await CmdletAsync(engine, name);
        var page = CmdletPage.Read(name);
        Assert.Equal(
            cmdlet.ParameterSets.Select(s => s.IsDefault && cmdlet.ParameterSets.Count > 1 ? $"{s.Name} (Default)" : Called(s.Name)).Order(StringComparer.Ordinal),
            page.ParameterSets.Order(StringComparer.Ordinal));
        Assert.Equal(cmdlet.OutputType.Select(t => t.Name).Order(StringComparer.Ordinal), page.Outputs.Order(StringComparer.Ordinal));
    }

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public async Task Get_Help_shows_what_the_page_says(string name)
    {
        using var engine = await Engine.OpenAsync();
        engine["name"] = name;
        var help = (await engine.RunAsync("Get-Help $name -Full")).Single;
        var page = CmdletPage.Read(name);
        Assert.Equal(page.Synopsis, help.Text("Synopsis"));
        Assert.Equal(Words(page.Description), Words(Paragraphs(help.Get("description"))));

        var parameters = Members(help.Get("parameters"), "parameter");
        Assert.Equal(page.Parameters.Keys.Order(StringComparer.Ordinal), parameters.Select(p => p.Text("name")!.Trim()).Order(StringComparer.Ordinal));
        foreach (var parameter in parameters)
            Assert.Equal(Words(page.Parameters[parameter.Text("name")!.Trim()].Description), Words(Paragraphs(parameter.Get("description"))));

        var examples = Members(help.Get("examples"), "example");
        Assert.Equal(page.Examples.Count, examples.Count);
        foreach (var (code, example) in page.Examples.Zip(examples))
        {
            Assert.Equal(code, example.Text("code")!.ReplaceLineEndings("\n"));
            Assert.DoesNotContain("```", Paragraphs(example.Get("remarks")));
        }
    }

    [LimitedTheory]
    [MemberData(nameof(Pages))]
    public async Task Its_links_lead_somewhere(string name)
    {
        using var engine = await Engine.OpenAsync();
        var cmdlets = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output.Select(c => c.Text("Name")!).ToList();
        engine["name"] = name;
        var links = Members((await engine.RunAsync("Get-Help $name -Full")).Single.Get("relatedLinks"), "navigationLink");
        // Get-Help -Online opens the first one.
        Assert.Equal("Online Version", links[0].Text("linkText"));
        Assert.Equal((await engine.RunAsync("(Get-Module WorkerRunner).ProjectUri")).Single.BaseObject, new Uri(links[0].Text("uri")!));
        Assert.All(links.Skip(1), l => Assert.Contains(l.Text("linkText")!, cmdlets));
        Assert.All(links.Skip(1), l => Assert.Empty(l.Text("uri") ?? ""));
    }

    [LimitedFact]
    public async Task There_is_a_page_about_the_module_as_a_whole()
    {
        using var engine = await Engine.OpenAsync();
        var cmdlets = (await engine.RunAsync("Get-Command -Module WorkerRunner")).Output.Select(c => c.Text("Name")!);
        var about = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Repository.Manifest)!, "en-US", "about_WorkerRunner.help.txt"), Limits.Token);
        Assert.All(cmdlets, c => Assert.Contains(c, about));
    }

    private static async Task<CmdletInfo> CmdletAsync(Engine engine, string name)
    {
        engine["name"] = name;
        return (CmdletInfo)(await engine.RunAsync("Get-Command $name -Module WorkerRunner")).Single.BaseObject;
    }

    /// <summary>What PowerShell calls a set without a name is not for readers.</summary>
    private static string Called(string set) => set == ParameterAttribute.AllParameterSets ? "(All)" : set;

    private static IEnumerable<string> Sets(ParameterMetadata parameter) => parameter.ParameterSets.Select(s => CmdletPageParameter.Describe(
        Called(s.Key),
        s.Value.Position == int.MinValue ? "Named" : s.Value.Position,
        s.Value.IsMandatory,
        s.Value.ValueFromPipeline,
        s.Value.ValueFromPipelineByPropertyName));

    /// <summary>What a parameter is where nobody gives it; nothing for what is empty, off or not set.</summary>
    private static string Default(object cmdlet, string parameter) => cmdlet.GetType().GetProperty(parameter)!.GetValue(cmdlet) switch
    {
        null or SwitchParameter { IsPresent: false } or "" or ICollection { Count: 0 } => "",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static List<PSObject> Members(object? parent, string name) =>
        parent?.Get(name) switch
        {
            null => [],
            object[] several => [.. several.Select(PSObject.AsPSObject)],
            var one => [PSObject.AsPSObject(one)],
        };

    private static string Paragraphs(object? paragraphs) => paragraphs switch
    {
        PSObject { BaseObject: object[] several } => string.Join("\n", several.Select(p => p.Text("Text"))),
        object[] several => string.Join("\n", several.Select(p => p.Text("Text"))),
        _ => paragraphs?.Text("Text") ?? "",
    };

    /// <summary>Help wraps its lines as it likes.</summary>
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
