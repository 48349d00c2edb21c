using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Input;

/// <summary>Configuration trees from PowerShell's values.</summary>
internal static class ConfigTree
{
    // A tree that holds itself has no end.
    private const int Deepest = 100;

    /// <summary>
    /// Dictionaries and custom objects become objects, other collections lists, a <see cref="SecureString"/> a <see cref="Secret"/>,
    /// dates text in ISO 8601.
    /// </summary>
    /// <exception cref="ArgumentException">A value has no place in a configuration.</exception>
    public static object? From(object? value) => From(value, depth: 0);

    private static object? From(object? value, int depth)
    {
        if (depth > Deepest) throw new ArgumentException($"The value is nested more than {Deepest} levels deep.");
        var isCustom = value is PSObject { BaseObject: PSCustomObject };
        var inner = value is PSObject wrapped && !isCustom ? wrapped.BaseObject : value;
        return inner switch
        {
            null => null,
            string or bool or long or BigInteger or double or Secret or ConfigObject or ConfigArray => inner,
            sbyte or byte or short or ushort or int or uint => Convert.ToInt64(inner, CultureInfo.InvariantCulture),
            ulong n => ConfigValue.Whole(n),
            float f => double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            // PowerShell's whole numbers beyond 64 bits.
            decimal d => d == decimal.Truncate(d) ? ConfigValue.Whole(new BigInteger(d)) : (double)d,
            char c => c.ToString(),
            SwitchParameter s => s.IsPresent,
            SecureString s => new Secret(new System.Net.NetworkCredential("", s).Password),
            DateTime t => t.ToString("O", CultureInfo.InvariantCulture),
            DateTimeOffset t => t.ToString("O", CultureInfo.InvariantCulture),
            Enum or Guid or Uri or Version => inner.ToString(),
            IDictionary d => new ConfigObject(Entries(d).Select(e => new KeyValuePair<string, object?>(e.Key, From(e.Value, depth + 1)))),
            PSObject o => new ConfigObject(o.Properties.Select(p => new KeyValuePair<string, object?>(p.Name, From(p.Value, depth + 1)))),
            IEnumerable list => new ConfigArray(list.Cast<object?>().Select(i => From(i, depth + 1))),
            _ => throw new ArgumentException($"A configuration cannot hold a value of type {inner.GetType()}."),
        };
    }

    private static IEnumerable<(string Key, object? Value)> Entries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary) yield return (Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value);
    }
}
