using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.ScriptedWorker;

/// <summary>What the worker finds around itself, for a test to look at.</summary>
internal static class Report
{
    private const string OomScore = "/proc/self/oom_score_adj";

    /// <summary>Writes it, so that the file is there whole or not at all.</summary>
    public static void Write(string path, string[] args, Children children, Inbox inbox)
    {
        var report = new JsonObject
        {
            ["args"] = new JsonArray([.. args.Select(arg => JsonValue.Create(arg))]),
            ["dockerWorkerConfig"] = Environment.GetEnvironmentVariable(WorkerArguments.DockerWorkerConfig),
            ["cwd"] = Environment.CurrentDirectory,
            ["pid"] = Environment.ProcessId,
            ["childPids"] = new JsonArray([.. children.Ids.Select(id => JsonValue.Create(id))]),
            ["oomScoreAdj"] = File.Exists(OomScore) ? int.Parse(File.ReadAllText(OomScore)) : null,
            ["received"] = new JsonArray([.. inbox.Messages.Select(message => JsonObject.Create(message))]),
        };
        var part = path + ".part";
        File.WriteAllText(part, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        File.Move(part, path, overwrite: true);
    }
}
