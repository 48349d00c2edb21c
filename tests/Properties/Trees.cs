using System.Numerics;
using WorkerRunner.Values;

namespace WorkerRunner.Properties;

/// <summary>Generates configuration trees and the texts in them.</summary>
internal static class Trees
{
    /// <summary>Any Unicode text of up to 12 characters, control characters and those with a meaning in YAML among them.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char.Array[0, 12].Select(c => Utf8Text.Mended(new string(c))),
        Gen.OneOf("", "~", "null", "yes", "0x1f", "1e5", "- a", "a: b", "# c", "\u2028", "\u0085", "\ufeff", "<<", "*a", "&a", "!t", "'", "\"", "\\", "😀", " ", "\t", "\r\n"));

    private static readonly Gen<object?> Scalar = Gen.OneOf(
        Gen.Const((object?)null),
        Gen.Bool.Select(b => (object?)b),
        Gen.Long.Select(n => (object?)n),
        Gen.Long.Select(n => (object?)(new BigInteger(n) * new BigInteger(long.MaxValue) * 3)),
        Gen.Double.Where(double.IsFinite).Select(d => (object?)d),
        Text.Select(t => (object?)t),
        Text.Select(t => (object?)new Secret(t)));

    private static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, deeper) => depth > 3
        ? Scalar
        : Gen.OneOf(Scalar, Scalar, deeper.Array[0, 4].Select(items => (object?)new ConfigArray(items)), Entries(deeper).Select(o => (object?)o)));

    /// <summary>Any tree.</summary>
    public static readonly Gen<ConfigObject> Tree = Entries(Value);

    public static string Json(object? value) => ConfigJson.ToText(value, SecretText.Revealed);

    private static Gen<ConfigObject> Entries(Gen<object?> value) =>
        Gen.Select(Text, value, KeyValuePair.Create).Array[0, 5].Select(entries => new ConfigObject(entries));
}
