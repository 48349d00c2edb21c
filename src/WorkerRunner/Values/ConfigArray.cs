using System.Collections;

namespace WorkerRunner.Values;

/// <summary>An immutable list in a configuration; for what its items can be, see <see cref="ConfigObject"/>.</summary>
public sealed class ConfigArray : IReadOnlyList<object?>
{
    private readonly object?[] items;

    /// <summary>Makes a list of a copy of <paramref name="items"/>.</summary>
    /// <exception cref="ArgumentException">An item is of no type that a configuration can hold.</exception>
    public ConfigArray(IEnumerable<object?> items)
    {
        var all = new List<object?>();
        foreach (var item in items) all.Add(ConfigValue.Checked(item));
        this.items = all.ToArray();
    }

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public object? this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <summary>The list as JSON, with <see cref="Secret.Mask"/> in place of secrets.</summary>
    public override string ToString() => ConfigJson.ToText(this, SecretText.Masked);
}
