namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>A request and what the real services, v106, answer to it.</summary>
/// <param name="Name">What it shows; unique.</param>
/// <param name="Source">Where the fact is from.</param>
/// <param name="Request">The HTTP method and the target.</param>
/// <param name="Status">The status.</param>
public sealed record Pair(string Name, string Source, string Request, int Status)
{
    /// <summary>The body as sent; null for none at all. <c>{secret}</c> stands for the reregistration's secret.</summary>
    public string? Body { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; } = "application/json";

    /// <summary>Who asks.</summary>
    public Caller As { get; init; } = Caller.Nobody;

    /// <summary>Further request headers.</summary>
    public string? Header { get; init; }

    /// <summary>The error's code.</summary>
    public string? Code { get; init; }

    /// <summary>The error's message up to its rule; <c>{root}</c> stands for the root URL. A star at its end stands for more.</summary>
    public string? Message { get; init; }

    /// <summary>The names in the answer's object, in their order; a name within another one after a dot, its value after an equals sign.</summary>
    public string? Shape { get; init; }

    /// <summary>The answer's text, where it is no object of a method.</summary>
    public string? Text { get; init; }

    /// <summary>Headers that the answer has: patterns of <c>Name: value</c>, one a line.</summary>
    public string? Headers { get; init; }

    /// <summary>Headers that it does not have.</summary>
    public string? Lacks { get; init; }
}

/// <summary>Who sends a request.</summary>
public enum Caller
{
    /// <summary>Nobody that is known.</summary>
    Nobody,

    /// <summary>A client that may do everything.</summary>
    Root,

    /// <summary>A registered worker.</summary>
    Worker,
}
