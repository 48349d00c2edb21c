using System.Globalization;
using System.Numerics;

namespace WorkerRunner.Values;

/// <summary>What a configuration tree can hold.</summary>
internal static class ConfigValue
{
    /// <summary>
    /// The longest number, in characters. To read one and to write it takes time that grows with the square of its length, so a longer one
    /// could hold up the runner.
    /// </summary>
    public const int LongestNumber = 1000;

    /// <summary>The value in the form in which a tree holds it.</summary>
    /// <exception cref="ArgumentException">It is of no type that a configuration can hold.</exception>
    public static object? Checked(object? value) => value switch
    {
        null or bool or string or Secret or long or BigInteger or ConfigObject or ConfigArray => value,
        int i => (long)i,
        double d when !double.IsNaN(d) && !double.IsInfinity(d) => value,
        double => throw new ArgumentException("A configuration cannot hold an infinite number or one that is not a number."),
        _ => throw new ArgumentException($"A configuration cannot hold a value of type {value.GetType()}."),
    };

    /// <summary>How a person would call the value's type.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "null",
        bool => "a boolean",
        string or Secret => "a string",
        long or BigInteger => "a whole number",
        double => "a number",
        ConfigArray => "a list",
        _ => "an object",
    };

    /// <summary>A whole decimal number.</summary>
    /// <param name="text">Digits, perhaps behind a sign.</param>
    /// <exception cref="FormatException">It is longer than <see cref="LongestNumber"/>.</exception>
    public static object Whole(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        CheckLength(text);
        return Whole(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    /// <summary>A number with a fraction or an exponent.</summary>
    /// <exception cref="FormatException">It is longer than <see cref="LongestNumber"/>, or too large for a double.</exception>
    public static double Float(string text)
    {
        CheckLength(text);
        // One too large is infinite on .NET and no number on .NET Framework.
        var read = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return read && !double.IsInfinity(number) ? number : throw new FormatException("a number is too large for a double.");
    }

    /// <exception cref="FormatException">The number is longer than <see cref="LongestNumber"/>.</exception>
    public static void CheckLength(string number)
    {
        if (number.Length > LongestNumber) throw new FormatException($"a number has more than {LongestNumber} characters.");
    }

    /// <summary>A whole number in the smallest type that holds it: <see cref="long"/> or <see cref="BigInteger"/>.</summary>
    public static object Whole(BigInteger number)
    {
        // Not as one conditional expression: its type would be BigInteger in both cases.
        if (number >= long.MinValue && number <= long.MaxValue) return (long)number;
        return number;
    }
}
