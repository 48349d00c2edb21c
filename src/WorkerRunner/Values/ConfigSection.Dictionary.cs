using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace WorkerRunner.Values;

/// <remarks>
/// It is an <see cref="IDictionary"/> of its values so that PowerShell reads <c>$config.Provider.rootURL</c>; what would change it throws.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is named after what it is for its reader.")]
[SuppressMessage("Design", "CA1010", Justification = "Values is the generic one.")]
public sealed partial class ConfigSection : IDictionary
{
    private IDictionary Dictionary => Values;

    int ICollection.Count => Dictionary.Count;

    ICollection IDictionary.Keys => Dictionary.Keys;

    ICollection IDictionary.Values => Dictionary.Values;

    bool IDictionary.IsFixedSize => true;

    bool IDictionary.IsReadOnly => true;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    object? IDictionary.this[object key]
    {
        get => Dictionary[key];
        set => Dictionary[key] = value;
    }

    bool IDictionary.Contains(object key) => Dictionary.Contains(key);

    void IDictionary.Add(object key, object? value) => Dictionary.Add(key, value);

    void IDictionary.Remove(object key) => Dictionary.Remove(key);

    void IDictionary.Clear() => Dictionary.Clear();

    void ICollection.CopyTo(Array array, int index) => Dictionary.CopyTo(array, index);

    IDictionaryEnumerator IDictionary.GetEnumerator() => Dictionary.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Dictionary.GetEnumerator();
}
