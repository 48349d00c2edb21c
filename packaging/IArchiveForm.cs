namespace WorkerRunner.Packaging;

/// <summary>A form of archive. The same entries make the same bytes.</summary>
internal interface IArchiveForm
{
    /// <summary>The end of the archive's name.</summary>
    string Extension { get; }

    /// <summary>Writes an archive, over one that is there.</summary>
    void Write(string path, Release release, IReadOnlyList<PackagedFile> files);
}
