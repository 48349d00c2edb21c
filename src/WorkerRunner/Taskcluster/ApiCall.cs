namespace WorkerRunner.Taskcluster;

/// <summary>One call of an API method.</summary>
/// <param name="Service">For example <c>worker-manager</c>.</param>
/// <param name="Name">The API method's name in the service's reference.</param>
/// <param name="HttpMethod">GET, POST or DELETE.</param>
/// <param name="Segments">The path's segments, unescaped.</param>
/// <param name="Body">JSON in UTF-8, or null.</param>
internal sealed record ApiCall(string Service, string Name, HttpMethod HttpMethod, string[] Segments, byte[]? Body = null)
{
    /// <summary>What it is about, where one call more of the same kind is made: a secret's name.</summary>
    public string? Subject { get; init; }

    /// <summary>What messages call it.</summary>
    public override string ToString() => Subject is null ? $"{Service}.{Name}" : $"{Service}.{Name} of \"{Subject}\"";
}
