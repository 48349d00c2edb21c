using System.Globalization;
using System.Text.Json;
using WorkerRunner.Sandbox.Scenes;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary><c>sandbox play</c>.</summary>
internal static class PlayCommand
{
    private const int AsExpected = 0;
    private const int NotAsExpected = 1;

    /// <summary>Plays; the result is the exit code.</summary>
    public static async Task<int> RunAsync(PlayArguments arguments, TextWriter output)
    {
        if (arguments.WantsHelp)
        {
            await output.WriteLineAsync($"{PlayArguments.Help}\n\nScenes:\n{string.Join('\n', ScenePlayer.Scenes.Select(scene => $"  {scene.Key,-18} {scene.Value}"))}");
            return AsExpected;
        }

        var options = new SceneOptions
        {
            ConfigPath = arguments.ConfigPath,
            PoolConfigJson = await ReadJsonAsync(arguments.PoolConfigPath),
            SecretJson = await ReadJsonAsync(arguments.SecretPath),
            Runner = arguments.Runner,
            Patience = arguments.Patience,
            Log = arguments.IsQuiet || arguments.IsJson ? null : TextWriter.Synchronized(output),
        };
        var all = true;
        foreach (var scene in ScenePlayer.ScenesFor(arguments.Scene, options))
        {
            if (!arguments.IsJson)
                await output.WriteLineAsync($"\n{scene}: {ScenePlayer.Scenes.GetValueOrDefault(scene)}");
            var result = await ScenePlayer.PlayAsync(scene, options);
            await output.WriteAsync(arguments.IsJson ? JsonSerializer.Serialize(result, JsonSerializerOptions.Web) + "\n" : Table(result));
            all &= result.IsSuccess;
        }

        return all ? AsExpected : NotAsExpected;
    }

    private static string Table(SceneResult result)
    {
        var width = result.Expectations.Max(expectation => expectation.Expected.Length);
        var lines = result.Expectations.Select(expectation => string.Format(
            CultureInfo.InvariantCulture, "  {0}  {1}  {2}", expectation.IsMet ? "ok  " : "FAIL", expectation.Expected.PadRight(width), expectation.Happened));
        return $"\n        {"expected".PadRight(width)}  happened\n{string.Join('\n', lines)}\n\n{result.Scene}: {(result.IsSuccess ? "as expected" : "NOT as expected")}\n";
    }

    private static async Task<string?> ReadJsonAsync(string? path)
    {
        if (path is null)
            return null;
        var text = await File.ReadAllTextAsync(path);
        try
        {
            JsonDocument.Parse(text).Dispose();
            return text;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: not JSON.", e);
        }
    }
}
