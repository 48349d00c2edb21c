using System.Text.Json;
using System.Text.RegularExpressions;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Schemas;

/// <summary>
/// Says what a value violates in the words and the order of ajv 8 with allErrors, by which the real services validate. No
/// library says it so; the keywords are those that the schemas here have.
/// </summary>
internal sealed class SchemaViolations(JsonElement root)
{
    private readonly List<string> lines = [];

    /// <summary>A line for each violation; none when the value fits.</summary>
    public IReadOnlyList<string> Of(JsonElement value)
    {
        Check(root, value, "data");
        return lines;
    }

    private void Check(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            Check(Definition(reference.GetString()!), value, path);
        else if (schema.TryGetProperty("oneOf", out var branches))
            CheckOneOf(branches, value, path);
        else if (!IsOfType(schema.GetProperty("type").GetString()!, value))
            lines.Add($"{path} must be {schema.GetProperty("type").GetString()}");
        else
            CheckContent(schema, value, path);
    }

    private void CheckOneOf(JsonElement branches, JsonElement value, string path)
    {
        var before = lines.Count;
        var fitting = 0;
        foreach (var branch in branches.EnumerateArray())
        {
            var count = lines.Count;
            Check(branch, value, path);
            fitting += lines.Count == count ? 1 : 0;
        }
        if (fitting == 1)
            lines.RemoveRange(before, lines.Count - before);
        else
            lines.Add($"{path} must match exactly one schema in oneOf");
    }

    private void CheckContent(JsonElement schema, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(schema, value, path); break;
            case JsonValueKind.Array: CheckArray(schema, value, path); break;
            case JsonValueKind.Number: CheckNumber(schema, value.GetDouble(), path); break;
            default: CheckString(schema, value.GetString()!, path); break;
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32())
            lines.Add($"{path} must NOT have more than {most.GetInt32()} items");
        foreach (var (index, item) in value.EnumerateArray().Index())
            Check(schema.GetProperty("items"), item, $"{path}/{index}");
    }

    private void CheckNumber(JsonElement schema, double number, string path)
    {
        if (schema.TryGetProperty("maximum", out var most) && number > most.GetDouble())
            lines.Add($"{path} must be <= {most}");
        if (schema.TryGetProperty("minimum", out var least) && number < least.GetDouble())
            lines.Add($"{path} must be >= {least}");
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("required", out var required))
            lines.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{path} must have required property '{name.GetString()}'"));
        if (!schema.TryGetProperty("properties", out var properties))
            return;
        if (schema.GetProperty("additionalProperties").ValueKind == JsonValueKind.False)
            lines.AddRange(value.EnumerateObject().Where(property => !properties.TryGetProperty(property.Name, out _))
                .Select(property => $"{path} must NOT have additional properties: {JsonSerializer.Serialize(property.Name, JsonText.Wire)}"));
        foreach (var property in properties.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var inner))
                Check(property.Value, inner, $"{path}/{property.Name}");
        }
    }

    private void CheckString(JsonElement schema, string text, string path)
    {
        // Lengths count code points, a lone surrogate as one.
        var length = text.EnumerateRunes().Count();
        if (schema.TryGetProperty("maxLength", out var longest) && length > longest.GetInt32())
            lines.Add($"{path} must NOT have more than {longest.GetInt32()} characters");
        if (schema.TryGetProperty("minLength", out var shortest) && length < shortest.GetInt32())
            lines.Add($"{path} must NOT have fewer than {shortest.GetInt32()} characters");
        if (schema.TryGetProperty("pattern", out var pattern) && !Matches(pattern.GetString()!, text))
            lines.Add($"{path} must match pattern \"{pattern.GetString()}\"");
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetString() == text))
            lines.Add($"{path} must be equal to one of the allowed values");
        if (schema.TryGetProperty("format", out var format) && !DateTimeFormat.Accepts(text))
            lines.Add($"{path} must match format \"{format.GetString()}\"");
    }

    /// <summary>The end of a text is no place before a last line feed in JavaScript.</summary>
    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern, RegexOptions.CultureInvariant);

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        // To JavaScript 1.0 is an integer.
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => value.ValueKind == JsonValueKind.String,
    };

    private JsonElement Definition(string reference) =>
        root.GetProperty("definitions").GetProperty(reference["#/definitions/".Length..]);
}
