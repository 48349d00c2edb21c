namespace WorkerRunner.Files;

/// <summary>What the content of a <see cref="WorkerFile"/> is.</summary>
public enum WorkerFileFormat
{
    /// <summary>The file itself.</summary>
    File,

    /// <summary>A zip archive, which is extracted.</summary>
    Zip,
}
