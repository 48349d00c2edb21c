using System.Collections;
using WorkerRunner.Configuration;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Input;

/// <summary>The draft of a runner configuration from the schema that the module has with it.</summary>
internal static class SchemaDraft
{
    private const string SchemaFile = "runner.schema.json";

    /// <summary>Makes it.</summary>
    /// <exception cref="ArgumentException">A value is of a kind that no configuration has.</exception>
    public static ConfigDraft Make(string moduleFolder, string providerType, string implementation, Hashtable provider, Hashtable worker)
    {
        var schema = Path.Combine(moduleFolder, SchemaFile);
        return new ConfigDraft(
            File.ReadAllText(schema), new Uri(schema), providerType, implementation, (ConfigObject)ConfigTree.From(provider)!, (ConfigObject)ConfigTree.From(worker)!);
    }
}
