namespace WorkerRunner.Values;

/// <summary>
/// A text that no log, error, transcript or display may show: an access token, a certificate, a static or registration secret,
/// or a value from the secrets service. <see cref="ToString"/> gives <see cref="Mask"/>; only <see cref="Reveal"/> gives the text.
/// </summary>
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>What is shown in a secret's place.</summary>
    public const string Mask = "********";

    private readonly string text;

    /// <summary>Takes <paramref name="text"/> into keeping.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public Secret(string text) => this.text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>The text itself. Never pass it to a log.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(text);

    /// <summary>Always <see cref="Mask"/>.</summary>
    public override string ToString() => Mask;
}
