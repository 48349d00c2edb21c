using WorkerRunner.Values;

namespace WorkerRunner.Files;

/// <summary>A file that is to be there before the worker starts, from the worker pool's configuration or a secret.</summary>
/// <param name="Path">Where: the file itself, or for a zip the folder to extract to.</param>
/// <param name="Content">The content in base64.</param>
/// <param name="Format">What the content is.</param>
/// <param name="Description">What the log calls it; may be empty.</param>
public sealed record WorkerFile(string Path, Secret Content, WorkerFileFormat Format, string Description)
{
    /// <summary>Whether it stays its owner's alone, as what comes from the secrets service does: tasks run as other users.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}

/// <summary>What the content of a <see cref="WorkerFile"/> is.</summary>
public enum WorkerFileFormat
{
    /// <summary>The file itself.</summary>
    File,

    /// <summary>A zip archive, which is extracted.</summary>
    Zip,
}
