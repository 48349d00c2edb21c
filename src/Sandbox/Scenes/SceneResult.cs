namespace WorkerRunner.Sandbox.Scenes;

/// <summary>How a scene went.</summary>
/// <param name="Scene">Its name.</param>
/// <param name="Expectations">What was expected and what happened, in that order; the first that is not met is the last.</param>
/// <param name="Log">The runner's log, as far as it was written.</param>
public sealed record SceneResult(string Scene, IReadOnlyList<Expectation> Expectations, string Log)
{
    /// <summary>Whether all happened as expected.</summary>
    public bool IsSuccess => Expectations.All(expectation => expectation.IsMet);
}
