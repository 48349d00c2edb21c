using WorkerRunner.Values;

namespace WorkerRunner.Files;

/// <summary>Reads <c>files</c> of a provider's worker configuration or of a secret.</summary>
internal static class WorkerFileReader
{
    /// <param name="files">The list as it came; null counts as empty.</param>
    /// <param name="source">Where it came from, for errors.</param>
    /// <exception cref="WorkerFileException">It is no list of files.</exception>
    public static IReadOnlyList<WorkerFile> Read(object? files, string source) => files switch
    {
        null => [],
        ConfigArray list => list.Select((file, index) => Read(file, source, $"files[{index}]")).ToList(),
        _ => throw new WorkerFileException($"\"files\" in {source} must be a list, but is {ConfigValue.TypeName(files)}."),
    };

    private static WorkerFile Read(object? file, string source, string place)
    {
        if (file is not ConfigObject o) throw new WorkerFileException($"{place} in {source} must be an object, but is {ConfigValue.TypeName(file)}.");
        var encoding = Text("encoding");
        if (encoding != "base64") throw new WorkerFileException($"{place}.encoding in {source} is not supported; only \"base64\" is.");
        return new WorkerFile(Text("path"), new Secret(Text("content", mayBeEmpty: true)), Format(Text("format"), source, place), Optional("description") ?? "");

        string Text(string key, bool mayBeEmpty = false)
        {
            var text = Optional(key) ?? throw new WorkerFileException($"{place}.{key} in {source} is missing.");
            return text.Length > 0 || mayBeEmpty ? text : throw new WorkerFileException($"{place}.{key} in {source} is empty.");
        }

        string? Optional(string key)
        {
            o.TryGetValue(key, out var value);
            return value switch
            {
                null => null,
                string text => text,
                Secret secret => secret.Reveal(),
                _ => throw new WorkerFileException($"{place}.{key} in {source} must be a string, but is {ConfigValue.TypeName(value)}."),
            };
        }
    }

    private static WorkerFileFormat Format(string format, string source, string place) => format switch
    {
        "file" => WorkerFileFormat.File,
        "zip" => WorkerFileFormat.Zip,
        _ => throw new WorkerFileException($"{place}.format in {source} is not supported; \"file\" and \"zip\" are."),
    };
}
