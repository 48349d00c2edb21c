namespace WorkerRunner.Sandbox;

/// <summary>YAML that is written as text.</summary>
internal static class YamlText
{
    /// <summary>A single-quoted scalar, in which nothing but the quote itself has a meaning.</summary>
    public static string Quote(string text) => $"'{Escape(text)}'";

    /// <summary>What stands between such quotes.</summary>
    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
