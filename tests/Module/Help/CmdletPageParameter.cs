namespace WorkerRunner.ModuleTests.Help;

/// <summary>What a page says of a parameter.</summary>
/// <param name="Description">Its text.</param>
/// <param name="Facts">The YAML block beneath.</param>
internal sealed record CmdletPageParameter(string Description, Dictionary<string, object> Facts)
{
    public string Type => Text("Type");

    public string DefaultValue => Text("DefaultValue");

    public IEnumerable<string> Aliases => ((List<object>)Facts["Aliases"]).Cast<string>();

    /// <summary>One text for each parameter set that it belongs to.</summary>
    public IEnumerable<string> Sets => ((List<object>)Facts["ParameterSets"]).Cast<Dictionary<object, object>>().Select(s =>
        Describe(s["Name"], s["Position"], s["IsRequired"], s["ValueFromPipeline"], s["ValueFromPipelineByPropertyName"]));

    /// <summary>A parameter set as both sides write it.</summary>
    public static string Describe(object name, object position, object isRequired, object fromPipeline, object byName) =>
        FormattableString.Invariant($"{name}: {position}, required {isRequired}, pipeline {fromPipeline}, by name {byName}").ToLowerInvariant();

    private string Text(string key) => (string)Facts[key];
}
