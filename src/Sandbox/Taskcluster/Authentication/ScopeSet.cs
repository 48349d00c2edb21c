namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Scopes and what they cover.</summary>
internal static class ScopeSet
{
    /// <summary>Whether one of the scopes is the required one, or a pattern ("prefix*") that covers it.</summary>
    public static bool Satisfies(IEnumerable<string> scopes, string required) => scopes.Any(scope =>
        scope == required || (scope.EndsWith('*') && required.StartsWith(scope[..^1], StringComparison.Ordinal)));

    /// <summary>Whether every required scope is covered.</summary>
    public static bool SatisfiesAll(IReadOnlyList<string> scopes, IEnumerable<string> required) =>
        required.All(one => Satisfies(scopes, one));
}
