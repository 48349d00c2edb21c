namespace WorkerRunner.Network;

/// <summary>A request got no answer that can be used. Its message is one sentence: with whom, and why; nothing in it is secret.</summary>
internal sealed class NoAnswerException(string message, Prospect prospect = Prospect.Open, string? advice = null, Exception? inner = null)
    : HttpRequestException(message, inner)
{
    /// <summary>What another attempt may bring.</summary>
    public Prospect Prospect { get; } = prospect;

    /// <summary>What to do about it; null where only the usual can be said.</summary>
    public string? Advice { get; } = advice;
}

/// <summary>What another attempt at a failed request may bring.</summary>
internal enum Prospect
{
    /// <summary>An answer: networks and servers recover.</summary>
    Open,

    /// <summary>Hardly anything, unless somebody mends it meanwhile: a certificate that nobody here trusts, plain http where https belongs.</summary>
    Poor,

    /// <summary>Nothing: this machine lacks what it takes.</summary>
    None,
}
