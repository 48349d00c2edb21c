using WorkerRunner.Values.Yaml;

namespace WorkerRunner.Values;

/// <summary>
/// One section of a runner configuration, such as <c>provider</c>, with typed access to its properties. Every error names the property
/// by its dotted path and the place where it is, or where the section is if it is missing. Where all errors of a file are collected, a
/// property that cannot be read is an empty text, or as if it were missing.
/// </summary>
public sealed partial class ConfigSection
{
    private readonly string file;
    private readonly YamlMapping mapping;
    private readonly ConfigProblems problems;
    private ConfigObject? values;

    internal ConfigSection(string file, string name, YamlMapping mapping, ConfigProblems problems)
    {
        this.file = file;
        this.mapping = mapping;
        this.problems = problems;
        Name = name;
    }

    /// <summary>The section's dotted path in the file; empty for the whole file.</summary>
    public string Name { get; }

    /// <summary>The section's properties; those known to hold secrets as <see cref="Secret"/>.</summary>
    public ConfigObject Values => values ??= YamlTree.ToObject(mapping);

    /// <summary>Where the section begins.</summary>
    public Position Position => mapping.Position;

    /// <summary>Where a property's key is, or the section itself where it has no such property.</summary>
    public Position PositionOf(string key) => mapping.Entries.TryGetValue(key, out var entry) ? entry.KeyPosition : Position;

    /// <summary>A string that has to be there and not be empty.</summary>
    /// <exception cref="RunnerConfigException">It is missing, empty, or no string.</exception>
    public string RequiredString(string key)
    {
        var text = OptionalString(key) ?? Fail("", Missing(key, "a string"));
        return text.Length > 0 ? text : Fail("", Error(key, $"{PathOf(key)} is empty"));
    }

    /// <summary>A string that may be missing (null).</summary>
    /// <exception cref="RunnerConfigException">It is there and no string.</exception>
    public string? OptionalString(string key)
    {
        if (!TryGet(key, out var node)) return null;
        if (node is YamlScalar { Value: string text }) return text;
        // A number or a boolean of a property that is known to be no secret.
        var advice = node is YamlScalar { Text.Length: < 100 } scalar and not { Value: null } ? $"Write it in quotes: {key}: \"{scalar.Text}\"" : null;
        return Fail<string?>(null, Wrong(key, node, "a string", advice));
    }

    /// <summary>A secret string that has to be there.</summary>
    /// <exception cref="RunnerConfigException">It is missing, empty, or no string; the message does not quote it.</exception>
    public Secret RequiredSecret(string key) => OptionalSecret(key) ?? Fail(new Secret(""), Missing(key, "a string"));

    /// <summary>A secret string that may be missing (null).</summary>
    /// <exception cref="RunnerConfigException">It is there and empty, or no string; the message does not quote it.</exception>
    public Secret? OptionalSecret(string key)
    {
        if (!TryGet(key, out var node)) return null;
        if (node is not YamlScalar { Value: string text }) return Fail<Secret?>(null, Wrong(key, node, "a string", "Write it in quotes."));
        return text.Length > 0 ? new Secret(text) : Fail<Secret?>(null, Error(key, $"{PathOf(key)} is empty"));
    }

    /// <summary>A name that has to be there and be one of some.</summary>
    /// <exception cref="RunnerConfigException">It is missing, no string, or none of them.</exception>
    public string RequiredName(string key, IReadOnlyCollection<string> known) => Known(key, RequiredString(key), known) ?? "";

    /// <summary>A name that may be missing (null), and else has to be one of some.</summary>
    /// <exception cref="RunnerConfigException">It is there, and no string or none of them.</exception>
    public string? OptionalName(string key, IReadOnlyCollection<string> known) => OptionalString(key) is { } name ? Known(key, name, known) : null;

    /// <summary>Whether the section has that property.</summary>
    public bool Has(string key) => mapping.Entries.ContainsKey(key);

    /// <summary>A boolean, or <paramref name="fallback"/> where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and no boolean.</exception>
    public bool OptionalBoolean(string key, bool fallback)
    {
        if (!TryGet(key, out var node)) return fallback;
        return node is YamlScalar { Value: bool value } ? value : Fail(fallback, Wrong(key, node, "true or false"));
    }

    /// <summary>A time in whole seconds, at least one; null where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and no positive whole number.</exception>
    public TimeSpan? OptionalSeconds(string key)
    {
        if (!TryGet(key, out var node)) return null;
        return node is YamlScalar { Value: long seconds and > 0 and <= int.MaxValue }
            ? TimeSpan.FromSeconds(seconds)
            : Fail<TimeSpan?>(null, Wrong(key, node, "a whole number of seconds, at least 1"));
    }

    /// <summary>A span of time: whole seconds, or a number with <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>; null where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and none, shorter than <paramref name="least"/>, or longer than 100 days.</exception>
    internal TimeSpan? OptionalDuration(string key, TimeSpan least)
    {
        if (!TryGet(key, out var node)) return null;
        return node is YamlScalar scalar && TimeSpanText.TryParse(scalar.Value, out var span) && span >= least
            ? span
            : Fail<TimeSpan?>(null, Wrong(key, node, $"a time such as 90s, 15m, 2h or 1d, from {DurationText.Of(least)} to 100 days"));
    }

    /// <summary>A whole number; null where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and no whole number, or not between the two.</exception>
    public long? OptionalWhole(string key, long least, long most)
    {
        if (!TryGet(key, out var node)) return null;
        return node is YamlScalar { Value: long number } && number >= least && number <= most
            ? number
            : Fail<long?>(null, Wrong(key, node, $"a whole number from {least} to {most}"));
    }

    /// <summary>A size in bytes: a whole number, or one with <c>KB</c>, <c>MB</c> or <c>GB</c>, each 1024 times the one before. Null where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and no size, or smaller than <paramref name="least"/>.</exception>
    public long? OptionalSize(string key, long least)
    {
        if (!TryGet(key, out var node)) return null;
        return node is YamlScalar scalar && ByteSize.TryParse(scalar.Value, out var size) && size >= least
            ? size
            : Fail<long?>(null, Wrong(key, node, $"a size such as 10MB, at least {least} bytes"));
    }

    /// <summary>A list of strings; null where it is missing.</summary>
    /// <exception cref="RunnerConfigException">It is there and no list, or an item is no string.</exception>
    public IReadOnlyList<string>? OptionalStringList(string key)
    {
        if (!TryGet(key, out var node)) return null;
        if (node is not YamlSequence list) return Fail<IReadOnlyList<string>?>(null, Wrong(key, node, "a list of strings"));
        var other = list.Items.FirstOrDefault(i => i is not YamlScalar { Value: string });
        return other is null
            ? list.Items.Select(i => (string)((YamlScalar)i).Value!).ToList()
            : Fail<IReadOnlyList<string>?>(null, Wrong(key, other, "a list of strings"));
    }

    /// <summary>An object; an empty one where it is missing or null.</summary>
    /// <exception cref="RunnerConfigException">It is there and no object.</exception>
    public ConfigObject OptionalObject(string key)
    {
        if (!TryGet(key, out var node) || node is YamlScalar { Value: null }) return ConfigObject.Empty;
        return node is YamlMapping o ? YamlTree.ToObject(o) : Fail(ConfigObject.Empty, Wrong(key, node, "an object"));
    }

    /// <summary>An object whose values are all strings; an empty one where it is missing or null.</summary>
    /// <exception cref="RunnerConfigException">It is there and no object, or one of its values is no string.</exception>
    public IReadOnlyDictionary<string, string> OptionalStrings(string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryGet(key, out var node) || node is YamlScalar { Value: null }) return texts;
        if (node is not YamlMapping map) return Fail(texts, Wrong(key, node, "an object with strings as values"));
        var section = new ConfigSection(file, PathOf(key), map, problems);
        foreach (var name in map.Entries.Keys) texts[name] = section.OptionalString(name)!;
        return texts;
    }

    /// <summary>A section that has to be there.</summary>
    /// <exception cref="RunnerConfigException">It is missing, or no object.</exception>
    public ConfigSection RequiredSection(string key) => OptionalSection(key) ?? Fail(Empty(key), Missing(key, "an object"));

    /// <summary>A section that may be missing or null (null).</summary>
    /// <exception cref="RunnerConfigException">It is there and no object.</exception>
    public ConfigSection? OptionalSection(string key)
    {
        if (!TryGet(key, out var node) || node is YamlScalar { Value: null }) return null;
        return node is YamlMapping map ? new ConfigSection(file, PathOf(key), map, problems) : Fail(Empty(key), Wrong(key, node, "an object"));
    }

    /// <summary>Sections in a list, or one alone; none where it is missing or null.</summary>
    /// <exception cref="RunnerConfigException">It is there and neither, or an item is no object.</exception>
    public IReadOnlyList<ConfigSection> OptionalSections(string key)
    {
        if (!TryGet(key, out var node) || node is YamlScalar { Value: null }) return [];
        if (node is YamlMapping map) return [new ConfigSection(file, PathOf(key), map, problems)];
        if (node is not YamlSequence list) return Fail<IReadOnlyList<ConfigSection>>([], Wrong(key, node, "an object or a list of objects"));
        var sections = new List<ConfigSection>();
        foreach (var item in list.Items)
        {
            var name = $"{key}[{sections.Count}]";
            sections.Add(item is YamlMapping section ? new ConfigSection(file, PathOf(name), section, problems) : Fail(Empty(name), Wrong(name, item, "an object")));
        }
        return sections;
    }

    /// <summary>An error about one property, at its place.</summary>
    /// <param name="key">The property.</param>
    /// <param name="problem">What is wrong, naming the property by <see cref="PathOf"/>.</param>
    /// <param name="advice">What to do about it.</param>
    public RunnerConfigException Error(string key, string problem, string? advice = null) =>
        new(file, PositionOf(key), problem, advice) { Property = PathOf(key) };

    /// <summary>Reports an error: it is thrown, or collected with all others of the file.</summary>
    /// <param name="fallback">What stands for the value that cannot be had.</param>
    /// <param name="error">See <see cref="Error"/>.</param>
    internal T Fail<T>(T fallback, RunnerConfigException error)
    {
        problems.Report(error);
        return fallback;
    }

    /// <summary>Reports something about a property that ends no run.</summary>
    internal void Mention(string severity, string key, string problem, string? advice = null) =>
        problems.Add(ConfigProblem.Of(Error(key, problem, advice), severity));

    /// <summary>Reports what keeps a property's value from being used, as the user of the value says it.</summary>
    internal void Try(string key, Action use)
    {
        try
        {
            use();
        }
        catch (WorkerRunnerException e)
        {
            problems.Report(e as RunnerConfigException ?? Error(key, e.Message, e.Advice));
        }
    }

    /// <summary>A property's dotted path in the file.</summary>
    public string PathOf(string key) => Name.Length == 0 ? key : $"{Name}.{key}";

    /// <summary>Warns of each property that is not among <paramref name="known"/>, with the nearest known name.</summary>
    internal void WarnOfOthers(IReadOnlyCollection<string> known)
    {
        foreach (var key in mapping.Entries.Keys)
            if (!known.Contains(key))
                Mention(ConfigProblem.Warning, key, $"{PathOf(key)} is not known and is ignored.", NearestName.Find(key, known) is { } near ? $"Did you mean \"{near}\"?" : null);
    }

    /// <inheritdoc cref="ConfigObject.ToString"/>
    public override string ToString() => Values.ToString();

    private string? Known(string key, string name, IReadOnlyCollection<string> known) => known.Contains(name)
        ? name
        : Fail<string?>(null, Error(key, $"{PathOf(key)} \"{name}\" is not known.{NearestName.Hint(name, known)}", $"Valid values:  {string.Join(", ", known)}."));

    private bool TryGet(string key, out YamlNode node)
    {
        var found = mapping.Entries.TryGetValue(key, out var entry);
        node = found ? entry!.Value : mapping;
        return found;
    }

    private RunnerConfigException Missing(string key, string expected)
    {
        var misspelt = NearestName.Find(key, mapping.Entries.Keys);
        var advice = misspelt is null ? $"Add it: {expected}." : $"Is \"{misspelt}\" at {PositionOf(misspelt)} a misspelling of \"{key}\"?";
        return Error(key, $"{PathOf(key)} is missing.", advice);
    }

    private RunnerConfigException Wrong(string key, YamlNode node, string expected, string? advice = null) =>
        new(file, node.Position, $"{PathOf(key)} must be {expected}, but is {ConfigValue.TypeName(YamlTree.ToValue(node))}.", advice) { Property = PathOf(key) };

    private ConfigSection Empty(string key) => new(file, PathOf(key), new YamlMapping(PositionOf(key), new Dictionary<string, YamlEntry>()), problems);
}
