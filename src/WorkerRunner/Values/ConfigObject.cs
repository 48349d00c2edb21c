using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace WorkerRunner.Values;

/// <summary>
/// An immutable object of a configuration tree, in the order in which its keys were written. Its values are null, <see cref="bool"/>,
/// <see cref="string"/>, <see cref="Secret"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/> (whole numbers beyond
/// 64 bits), <see cref="double"/>, <see cref="ConfigArray"/> and <see cref="ConfigObject"/>. It is an
/// <see cref="IDictionary"/> so that PowerShell reads <c>$config.some.key</c>; what would change it throws.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is named after JSON's object, which it is.")]
public sealed class ConfigObject : IReadOnlyDictionary<string, object?>, IDictionary
{
    /// <summary>An object with no keys.</summary>
    public static ConfigObject Empty { get; } = new([]);

    private readonly Dictionary<string, object?> entries;

    /// <summary>Makes an object of a copy of <paramref name="entries"/>; of a key given twice the last one counts.</summary>
    /// <exception cref="ArgumentException">A value is of no type that a configuration can hold.</exception>
    public ConfigObject(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        this.entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var entry in entries) this.entries[entry.Key] = ConfigValue.Checked(entry.Value);
    }

    /// <inheritdoc/>
    public int Count => entries.Count;

    /// <inheritdoc/>
    public object? this[string key] => entries[key];

    /// <inheritdoc/>
    public IEnumerable<string> Keys => entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => entries.Values;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value) => entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => entries.GetEnumerator();

    /// <summary>The names of the keys, for the log: <c>the keys a, b</c>.</summary>
    internal string DescribeKeys() => Count == 0 ? "no keys" : $"the keys {string.Join(", ", entries.Keys)}";

    /// <summary>The value at a dotted path such as <c>taskcluster.clientId</c>.</summary>
    /// <param name="path">Keys joined by dots; a dot that belongs to a key is written <c>\.</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="KeyNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    public object? Get(string path)
    {
        object? value = this;
        foreach (var key in Split(path))
            if (value is not ConfigObject o || !o.TryGetValue(key, out value))
                throw new KeyNotFoundException($"The configuration has no value at \"{path}\".");
        return value;
    }

    /// <summary>Whether there is a value (null is one) at a dotted path.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public bool Has(string path)
    {
        object? value = this;
        foreach (var key in Split(path))
            if (value is not ConfigObject o || !o.TryGetValue(key, out value)) return false;
        return true;
    }

    /// <summary>A new object with <paramref name="value"/> at a dotted path; objects missing on the way are made.</summary>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is empty, leads through something that is no object, or <paramref name="value"/> is of no type that a
    /// configuration can hold.
    /// </exception>
    public ConfigObject Set(string path, object? value) => Set(Split(path), 0, value, path);

    /// <summary>A new object with <paramref name="value"/> at the end of a path of keys; objects missing on the way are made.</summary>
    /// <inheritdoc cref="Set(string, object)"/>
    public ConfigObject Set(IReadOnlyList<string> path, object? value) => Set(Checked(path), 0, value, string.Join(".", path));

    /// <summary>A new object without what is at the end of a path of keys; the same one where nothing is there.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public ConfigObject Remove(IReadOnlyList<string> path) => Remove(Checked(path), 0);

    /// <summary>The keys of a dotted path.</summary>
    /// <param name="path">Keys joined by dots; a dot that belongs to a key is written <c>\.</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static string[] Split(string path)
    {
        if (string.IsNullOrEmpty(path)) throw new ArgumentException("The path of a configuration value is empty.");
        const char escapedDot = '\0';
        return path.Replace("\\.", escapedDot.ToString()).Split('.').Select(k => k.Replace(escapedDot, '.')).ToArray();
    }

    /// <summary>Each value as <c>some.key = value</c> in a line of its own, secrets masked: to compare two configurations line by line.</summary>
    public IReadOnlyList<string> ToLines() => Lines(this, "").ToList();

    /// <summary>
    /// A new object with <paramref name="higher"/> over this one: objects merge key by key, arrays are concatenated (this one's items
    /// first), anything else is replaced.
    /// </summary>
    public ConfigObject Merge(ConfigObject higher)
    {
        if (higher.Count == 0) return this;
        if (Count == 0) return higher;
        var merged = Copy();
        foreach (var entry in higher.entries)
            merged[entry.Key] = merged.TryGetValue(entry.Key, out var lower) ? Merge(lower, entry.Value) : entry.Value;
        return new ConfigObject(merged);
    }

    /// <summary>The object as JSON, with <see cref="Secret.Mask"/> in place of secrets.</summary>
    public override string ToString() => ConfigJson.ToText(this, SecretText.Masked);

    private static object? Merge(object? lower, object? higher) => (lower, higher) switch
    {
        (ConfigObject l, ConfigObject h) => l.Merge(h),
        (ConfigArray l, ConfigArray h) => new ConfigArray(l.Concat(h)),
        _ => higher,
    };

    private static IEnumerable<string> Lines(object? value, string path) => value switch
    {
        ConfigObject { Count: > 0 } o => o.SelectMany(e => Lines(e.Value, (path.Length == 0 ? "" : path + ".") + e.Key.Replace(".", "\\."))),
        _ => path.Length == 0 ? [] : [$"{path} = {ConfigJson.ToText(value, SecretText.Masked)}"],
    };

    private static string[] Checked(IReadOnlyList<string> path) =>
        path.Count > 0 ? path.ToArray() : throw new ArgumentException("The path of a configuration value is empty.");

    private ConfigObject Remove(string[] keys, int depth)
    {
        if (!entries.TryGetValue(keys[depth], out var value)) return this;
        var copy = Copy();
        if (depth == keys.Length - 1) copy.Remove(keys[depth]);
        else if (value is ConfigObject child) copy[keys[depth]] = child.Remove(keys, depth + 1);
        return new ConfigObject(copy);
    }

    private ConfigObject Set(string[] keys, int depth, object? value, string path)
    {
        var copy = Copy();
        var key = keys[depth];
        if (depth == keys.Length - 1)
        {
            copy[key] = value;
            return new ConfigObject(copy);
        }

        var child = copy.TryGetValue(key, out var existing) ? existing as ConfigObject : Empty;
        if (child is null)
            throw new ArgumentException(
                $"\"{string.Join(".", keys.Take(depth + 1))}\" is not an object, so \"{path}\" cannot be set.");
        copy[key] = child.Set(keys, depth + 1, value, path);
        return new ConfigObject(copy);
    }

    private Dictionary<string, object?> Copy() => new(entries, StringComparer.Ordinal);

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    // Displays and ConvertTo-Json go this way: a Secret, which they would take for an object without properties, is shown as its mask.
    IDictionaryEnumerator IDictionary.GetEnumerator()
    {
        var shown = Copy();
        foreach (var entry in entries)
            if (entry.Value is Secret) shown[entry.Key] = Secret.Mask;
        return ((IDictionary)shown).GetEnumerator();
    }

    ICollection IDictionary.Keys => entries.Keys;

    ICollection IDictionary.Values => entries.Values;

    bool IDictionary.IsFixedSize => true;

    bool IDictionary.IsReadOnly => true;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    object? IDictionary.this[object key]
    {
        get => key is string name && entries.TryGetValue(name, out var value) ? value : null;
        set => throw Immutable();
    }

    bool IDictionary.Contains(object key) => key is string name && entries.ContainsKey(name);

    void IDictionary.Add(object key, object? value) => throw Immutable();

    void IDictionary.Remove(object key) => throw Immutable();

    void IDictionary.Clear() => throw Immutable();

    void ICollection.CopyTo(Array array, int index) => ((ICollection)entries).CopyTo(array, index);

    private static NotSupportedException Immutable() => new("A configuration is immutable; Set and Merge return a new one.");
}
