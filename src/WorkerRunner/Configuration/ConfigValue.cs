using System.Numerics;

namespace WorkerRunner.Configuration;

/// <summary>What a configuration tree can hold.</summary>
internal static class ConfigValue
{
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

    /// <summary>A whole number in the smallest type that holds it: <see cref="long"/> or <see cref="BigInteger"/>.</summary>
    public static object Whole(BigInteger number)
    {
        // Not as one conditional expression: its type would be BigInteger in both cases.
        if (number >= long.MinValue && number <= long.MaxValue) return (long)number;
        return number;
    }
}
