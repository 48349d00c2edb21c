namespace WorkerRunner.QuickStart;

/// <summary>Tells on the console what happens, line by line, as it happens.</summary>
internal sealed class Story
{
    private readonly Lock gate = new();

    /// <summary>A new part.</summary>
    public void Chapter(string text) => Write($"\n{text}");

    /// <summary>Something quoted, indented.</summary>
    public void Quote(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n')) Write($"    {line}");
    }

    /// <summary>Somebody says or does something.</summary>
    public void Tell(string who, string text) => Write($"  {who,-11} | {text}");

    private void Write(string line)
    {
        lock (gate) Console.WriteLine(line);
    }
}
