using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>What a worker says: numbered, and about 100 bytes each with the line's end.</summary>
internal sealed class WorkerWords(Func<int, string> word)
{
    public static WorkerWords Lines { get; } = new(Line);

    public static WorkerWords Messages { get; } = new(Message);

    public static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture, $"{number:00000000} [taskcluster] Artifact public/logs/live.log: uploaded 4711 of 8150 bytes, 57% done");

    public void Write(string path, int count)
    {
        using var file = new StreamWriter(path);
        for (var number = 0; number < count; number++) file.Write(word(number) + "\n");
    }

    private static string Message(int number) => string.Create(
        CultureInfo.InvariantCulture, $"~{{\"type\":\"log\",\"body\":{{\"textPayload\":\"Artifact live.log: uploaded, 57% done\",\"n\":{number:10000000}}}}}");
}
