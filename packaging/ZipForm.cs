using System.IO.Compression;

namespace WorkerRunner.Packaging;

/// <summary>A .zip.</summary>
internal sealed class ZipForm : IArchiveForm
{
    private const int UnixModeShift = 16;
    private const int RegularFile = 0x8000;

    /// <inheritdoc/>
    public string Extension => ".zip";

    /// <inheritdoc/>
    public void Write(string path, Release release, IReadOnlyList<PackagedFile> files)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var file in files)
        {
            var entry = zip.CreateEntry(file.Name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = release.Time;
            entry.ExternalAttributes = (RegularFile | (int)file.Mode) << UnixModeShift;
            using var content = File.OpenRead(file.Source);
            using var target = entry.Open();
            content.CopyTo(target);
        }
    }
}
