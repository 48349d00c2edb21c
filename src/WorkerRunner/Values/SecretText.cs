namespace WorkerRunner.Values;

/// <summary>How secrets are written when a configuration becomes text.</summary>
internal enum SecretText
{
    /// <summary>As <see cref="Secret.Mask"/>: for people.</summary>
    Masked,

    /// <summary>As they are: for the worker's configuration file and the restart cache only.</summary>
    Revealed,
}
