using System.Globalization;

namespace WorkerRunner.Values;

/// <summary>Sizes in bytes as people write them.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["KB", "MB", "GB"];

    /// <summary>Reads a whole number, or a text such as <c>10MB</c>; each unit is 1024 times the one before, as in PowerShell.</summary>
    public static bool TryParse(object? value, out long size)
    {
        size = value is long number ? number : 0;
        if (value is not string text) return size > 0;
        var unit = Array.FindIndex(Units, u => text.EndsWith(u, StringComparison.OrdinalIgnoreCase));
        if (unit < 0) return false;
        var shift = 10 * (unit + 1);
        if (!long.TryParse(text.Substring(0, text.Length - 2).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        size = number << shift;
        return number > 0 && size >> shift == number;
    }
}
