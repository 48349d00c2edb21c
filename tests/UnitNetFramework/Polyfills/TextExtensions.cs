using System.Text;

namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's overloads for text.</summary>
internal static class TextExtensions
{
    extension(string)
    {
        public static string Join(char separator, IEnumerable<string> values) => string.Join(separator.ToString(), values);
    }

    extension(Encoding)
    {
        public static Encoding Latin1 => Encoding.GetEncoding("iso-8859-1");
    }

    public static string Replace(this string text, string old, string with, StringComparison comparison)
    {
        Assert.Equal(StringComparison.Ordinal, comparison);
        return text.Replace(old, with);
    }

    public static string[] Split(this string text, char separator, StringSplitOptions options) => text.Split([separator], options);

    public static string[] Split(this string text, string separator) => text.Split([separator], StringSplitOptions.None);

    public static bool StartsWith(this string text, char first) => text.Length > 0 && text[0] == first;

    public static bool EndsWith(this string text, char last) => text.Length > 0 && text[text.Length - 1] == last;
}
