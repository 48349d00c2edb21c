namespace WorkerRunner.Workers;

/// <summary>What an exit code means.</summary>
/// <param name="Text">In a few words.</param>
/// <param name="RebootRequired">Whether the worker wants the machine to be rebooted, to go on after that.</param>
/// <param name="IsGoodEnd">Whether a worker that ends with it did what it should, as with 0.</param>
public sealed record WorkerExitMeaning(string Text, bool RebootRequired = false, bool IsGoodEnd = false)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
