namespace WorkerRunner;

/// <summary>.NET's overloads for characters.</summary>
internal static class StringExtensions
{
    public static bool Contains(this string text, char c) => text.IndexOf(c) >= 0;
}
