using WorkerRunner.Runs;

namespace WorkerRunner.Control;

/// <summary>The stages of a run as the control protocol writes them.</summary>
internal static class StageNames
{
    private static readonly string[] Names =
        ["configuration", "metadata", "registration", "secrets", "files", "starting", "waiting for hello", "running", "ending"];

    public static string Of(RunnerStage stage) => Names[(int)stage];

    /// <exception cref="FormatException">It is none that this version knows.</exception>
    public static RunnerStage Parse(string name)
    {
        var index = Array.IndexOf(Names, name);
        return index >= 0 ? (RunnerStage)index : throw new FormatException($"\"{name}\" is not a stage of a run.");
    }
}
