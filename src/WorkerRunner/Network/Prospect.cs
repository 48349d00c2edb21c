namespace WorkerRunner.Network;

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
