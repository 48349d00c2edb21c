using System.Globalization;
using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>Reads properties of answers; what is missing or of the wrong type is a <see cref="FormatException"/> that names it.</summary>
internal static class JsonReading
{
    /// <summary>Whether an error of <see cref="JsonInput"/> or of its use means that an answer is no JSON, or not of the shape that was expected. Its message quotes no answer.</summary>
    public static bool IsUnreadable(Exception error) => error is FormatException or InvalidOperationException;

    /// <summary>Whether a text is a JSON object.</summary>
    public static bool IsObject(byte[] text)
    {
        try
        {
            using var json = JsonInput.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static string RequiredString(this JsonElement json, string name) =>
        json.OptionalString(name) ?? throw new FormatException($"\"{name}\" is missing.");

    public static string? OptionalString(this JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"\"{name}\" is not a string.");
    }

    public static JsonElement? OptionalObject(this JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"\"{name}\" is not an object.");
    }

    public static JsonElement RequiredObject(this JsonElement json, string name) =>
        json.OptionalObject(name) ?? throw new FormatException($"\"{name}\" is missing.");

    public static DateTimeOffset RequiredTime(this JsonElement json, string name)
    {
        var text = json.RequiredString(name);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new FormatException($"\"{name}\" is not a time.");
    }
}
