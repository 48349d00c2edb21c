namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>A request to a metadata service, and what the service is known by its maker to answer.</summary>
/// <param name="Name">What it shows; unique.</param>
/// <param name="Source">Where the fact is from.</param>
/// <param name="Request">The HTTP method and the target.</param>
/// <param name="Status">The status.</param>
public sealed record CloudPair(string Name, string Source, string Request, int Status)
{
    /// <summary>What has happened to the instance before.</summary>
    public Action<SandboxServer> Given { get; init; } = _ => { };

    /// <summary>A header in place of those that the service demands; a name alone leaves it out.</summary>
    public string? Header { get; init; }

    /// <summary>How old the token is that AWS is shown; null for none.</summary>
    public TimeSpan? TokenAge { get; init; } = TimeSpan.Zero;

    /// <summary>The body as sent; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>The answer's media type, without its parameters.</summary>
    public string? ContentType { get; init; }

    /// <summary>The answer's whole text, a pattern.</summary>
    public string? Text { get; init; }

    /// <summary>The answer's JSON, whatever its white space; the order of its names counts for nothing.</summary>
    public string? Json { get; init; }

    /// <summary>A header that the answer has, a pattern of <c>Name: value</c>.</summary>
    public string? Has { get; init; }
}
