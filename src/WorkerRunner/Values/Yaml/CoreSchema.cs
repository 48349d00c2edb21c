using System.Numerics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace WorkerRunner.Values.Yaml;

/// <summary>YAML 1.2's core schema (YAML 1.2.2, chapter 10.3): what a scalar means. yes, no, on and off are strings.</summary>
internal static class CoreSchema
{
    /// <summary>The scalar's value: null, bool, long, BigInteger, double or string.</summary>
    /// <exception cref="FormatException">
    /// The scalar does not fit its explicit tag, the tag is none of the core schema, or a number is too large or too long. As any of them may
    /// be a secret that was not quoted, the message has none of it.
    /// </exception>
    /// <param name="scalar">How it is written.</param>
    /// <param name="text">What is written.</param>
    public static object? Resolve(Scalar scalar, string text)
    {
        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific)
            return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? ResolvePlain(text) : text;
        return ResolveTagged(scalar.Tag.Value, text);
    }

    private static object? ResolveTagged(string tag, string text)
    {
        var value = ResolvePlain(text);
        return tag switch
        {
            "tag:yaml.org,2002:str" => text,
            "tag:yaml.org,2002:null" when value is null => null,
            "tag:yaml.org,2002:bool" when value is bool => value,
            "tag:yaml.org,2002:int" when value is long or BigInteger => value,
            "tag:yaml.org,2002:float" when value is double => value,
            "tag:yaml.org,2002:float" when value is long n => (double)n,
            "tag:yaml.org,2002:float" when value is BigInteger n => (double)n,
            "tag:yaml.org,2002:null" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" =>
                throw new FormatException($"the value does not fit its tag !!{tag.Substring("tag:yaml.org,2002:".Length)}."),
            _ => throw new FormatException("the tag is not known; the known ones are !!null, !!bool, !!int, !!float, !!str, !!map and !!seq. Put a text that begins with ! in quotes."),
        };
    }

    private static object? ResolvePlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => ResolveNumber(text) ?? text,
    };

    private static object? ResolveNumber(string text)
    {
        if (text.StartsWith("0o", StringComparison.Ordinal)) return Radix(text.Substring(2), 8);
        if (text.StartsWith("0x", StringComparison.Ordinal)) return Radix(text.Substring(2), 16);

        var digits = text[0] is '-' or '+' ? text.Substring(1) : text;
        if (digits.Length == 0) return null;
        if (digits.All(IsDigit)) return ConfigValue.Whole(text);
        if (digits is ".inf" or ".Inf" or ".INF" || text is ".nan" or ".NaN" or ".NAN")
            throw new FormatException("infinity and NaN cannot be written in JSON, the format of the worker's configuration.");
        return IsFloat(digits) ? ConfigValue.Float(text) : null;
    }

    private static object? Radix(string digits, int radix)
    {
        if (digits.Length == 0 || digits.Any(c => DigitValue(c) >= radix)) return null;
        ConfigValue.CheckLength(digits);
        return ConfigValue.Whole(digits.Aggregate(BigInteger.Zero, (n, c) => n * radix + DigitValue(c)));
    }

    private static int DigitValue(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => int.MaxValue,
    };

    /// <summary><c>(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c> after the sign.</summary>
    private static bool IsFloat(string text)
    {
        var i = 0;
        var whole = Digits(text, ref i);
        var fraction = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            fraction = Digits(text, ref i);
        }
        if (whole + fraction == 0) return false;
        if (i == text.Length) return true;
        if (text[i] is not ('e' or 'E')) return false;
        i++;
        if (i < text.Length && text[i] is '-' or '+') i++;
        return Digits(text, ref i) > 0 && i == text.Length;
    }

    private static int Digits(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && IsDigit(text[i])) i++;
        return i - start;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
