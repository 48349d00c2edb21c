namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Who asks, as far as that is proven, and what they may do; no client ID without an Authorization header.</summary>
internal sealed record Caller(string? ClientId, IReadOnlyList<string> Scopes)
{
    /// <summary>Whether one of the scopes is the required one, or a pattern ("prefix*") that covers it.</summary>
    public bool Has(string required) => ScopeSet.Satisfies(Scopes, required);
}
