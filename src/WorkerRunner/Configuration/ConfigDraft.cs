using System.Text;
using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Machine;
using WorkerRunner.Providers;
using WorkerRunner.Values;

namespace WorkerRunner.Configuration;

/// <summary>
/// A runner configuration to begin with: YAML with each key that its provider and its worker know, made from the JSON Schema of runner
/// configurations. What is required has a value, what is not is commented out, with its default or an example.
/// </summary>
internal sealed class ConfigDraft
{
    private const string ToReplace = "  # an example: replace it";

    private readonly StringBuilder text = new();
    private readonly List<string> examples = [];

    /// <summary>Drafts one.</summary>
    /// <param name="schema">The JSON Schema: its descriptions are the comments, its defaults and examples the values.</param>
    /// <param name="schemaUri">Where an editor finds the schema.</param>
    /// <param name="providerType">See <see cref="ProviderCatalog"/>.</param>
    /// <param name="implementation">See <see cref="Workers.WorkerCatalog"/>.</param>
    /// <param name="provider">Values that are known already, by the keys of the <c>provider</c> section.</param>
    /// <param name="worker">Likewise, of the <c>worker</c> section.</param>
    /// <exception cref="ArgumentException">A value has a key that its section does not have.</exception>
    public ConfigDraft(string schema, Uri schemaUri, string providerType, string implementation, ConfigObject provider, ConfigObject worker)
    {
        using var document = JsonInput.Parse(schema);
        var keys = document.RootElement.GetProperty("properties");
        Line($"# yaml-language-server: $schema={schemaUri.AbsoluteUri}");
        Line("#");
        Line("# The runner configuration of a Taskcluster worker. It can hold secrets: keep it private to its owner.");
        Line("# Test-RunnerConfig checks it; Start-WorkerRunner and start-worker use it. Keys that are commented out are optional.");
        AddSection("provider", keys.GetProperty("provider"), providerType, provider);
        AddSection("worker", keys.GetProperty("worker"), implementation, worker);
        foreach (var key in keys.EnumerateObject())
            if (Concerns(providerType, key.Name)) AddOptional(key, indent: "");
    }

    /// <summary>The YAML.</summary>
    public string Text => text.ToString();

    /// <summary>The properties that hold an example, by their dotted paths: a worker has to be given its own values.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Writes it to a file that is its owner's alone; one that is there is replaced.</summary>
    /// <param name="path">The file; relative paths start at its base directory.</param>
    /// <param name="surroundings">Where it is written.</param>
    /// <exception cref="RunnerConfigException">It cannot be written.</exception>
    public void Write(string path, Surroundings surroundings)
    {
        try
        {
            PrivateFile.Write(surroundings.Machine.Files, surroundings.FullPath(path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(Text));
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            throw new RunnerConfigException(path, null, $"the file cannot be written: {e.Message}", "Check the path, the folder's permissions and the free space.", e);
        }
    }

    private void AddSection(string name, JsonElement section, string variant, ConfigObject given)
    {
        var schema = section.GetProperty("oneOf").EnumerateArray().First(v => v.GetProperty("title").GetString() == variant);
        var keys = schema.GetProperty("properties");
        foreach (var key in given.Keys)
            if (!keys.TryGetProperty(key, out _)) throw Unknown(name, key, keys);

        Line("");
        Line($"# {Description(section)}");
        Line($"{name}:");
        Line($"  # {Description(schema)}");
        var required = Required(schema, given);
        foreach (var key in keys.EnumerateObject())
            if (key.Value.TryGetProperty("const", out var constant)) Line($"  {key.Name}: {constant.GetString()}");
            else if (given.TryGetValue(key.Name, out var value)) AddValue(key, Yaml(value), "");
            else if (required.Contains(key.Name)) AddExample(name, key);
            else AddOptional(key, indent: "  ");
    }

    /// <summary>What is required of a section. Where one of several keys is, that is the one that is given, or else the first.</summary>
    private static HashSet<string> Required(JsonElement schema, ConfigObject given)
    {
        var required = Names(schema);
        if (!schema.TryGetProperty("oneOf", out var alternatives)) return required;
        var sets = alternatives.EnumerateArray().Select(Names).ToList();
        required.UnionWith(sets.Find(s => s.Overlaps(given.Keys)) ?? sets[0]);
        return required;
    }

    private static HashSet<string> Names(JsonElement schema) =>
        new(schema.GetProperty("required").EnumerateArray().Select(n => n.GetString()!), StringComparer.Ordinal);

    private static bool Concerns(string providerType, string key) => key switch
    {
        "provider" or "worker" => false,
        "cacheOverRestarts" => ProviderCatalog.Create(providerType).MayBeCached,
        "interruptions" => ProviderCatalog.Create(providerType).IsDynamicallyProvisioned,
        _ => true,
    };

    private void AddExample(string section, JsonProperty key)
    {
        examples.Add($"{section}.{key.Name}");
        AddValue(key, Shown(key.Value), ToReplace);
    }

    private void AddValue(JsonProperty key, string value, string remark)
    {
        Line($"  # {Description(key.Value)}");
        Line($"  {key.Name}: {value}{remark}");
    }

    private void AddOptional(JsonProperty key, string indent)
    {
        if (indent.Length == 0) Line("");
        Line($"{indent}# {Description(key.Value)}");
        Line($"{indent}#{key.Name}: {Shown(key.Value)}");
    }

    /// <summary>The default, or else an example: of two the second one is for Windows.</summary>
    private static string Shown(JsonElement key)
    {
        if (key.TryGetProperty("default", out var usual)) return Yaml(ConfigJson.Read(usual));
        var shown = key.GetProperty("examples");
        return Yaml(ConfigJson.Read(shown[OperatingSystem.IsWindows() ? shown.GetArrayLength() - 1 : 0]));
    }

    private static string Description(JsonElement schema) => schema.GetProperty("description").GetString()!;

    /// <summary>JSON is YAML; only texts look better, and a backslash stays one, in single quotes.</summary>
    private static string Yaml(object? value)
    {
        var plain = value is Secret secret ? secret.Reveal() : value as string;
        return plain is null || plain.Any(char.IsControl) ? ConfigJson.ToText(value, SecretText.Revealed) : $"'{plain.Replace("'", "''")}'";
    }

    private static ArgumentException Unknown(string section, string key, JsonElement keys)
    {
        var names = keys.EnumerateObject().Select(k => k.Name).ToList();
        var nearest = NearestName.Find(key, names) is { } name ? $" Did you mean \"{name}\"?" : $" There are {string.Join(", ", names)}.";
        return new ArgumentException($"The section \"{section}\" has no key \"{key}\".{nearest}");
    }

    private void Line(string line) => text.Append(line).Append('\n');
}
