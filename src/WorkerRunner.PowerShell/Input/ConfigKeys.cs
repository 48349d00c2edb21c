using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Input;

/// <summary>The keys of a worker's configuration, as they are typed.</summary>
internal static class ConfigKeys
{
    /// <summary>The keys of a path, one by one: several strings are taken as they are written.</summary>
    /// <exception cref="ArgumentException">One is empty.</exception>
    public static IReadOnlyList<string> Read(string[] typed)
    {
        IReadOnlyList<string> keys = typed.Length == 1 ? ConfigObject.Split(typed[0]) : typed;
        return keys.Contains("")
            ? throw new ArgumentException($"A key in \"{string.Join(".", typed)}\" is empty. Separate nested keys by one dot; write a dot that is part of a key as \\..")
            : keys;
    }

    /// <summary>The path of a key that is there and differs in case only; null where the key itself is, or none.</summary>
    public static string? InOtherCase(ConfigObject config, IReadOnlyList<string> keys)
    {
        object? value = config;
        for (var i = 0; i < keys.Count && value is ConfigObject at; i++)
        {
            var key = keys[i];
            if (at.TryGetValue(key, out value)) continue;
            var other = at.Keys.FirstOrDefault(k => string.Equals(k, key, StringComparison.OrdinalIgnoreCase));
            return other is null ? null : string.Join(".", keys.Take(i).Append(other));
        }
        return null;
    }
}
