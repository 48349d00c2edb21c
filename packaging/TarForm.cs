using System.Formats.Tar;
using System.IO.Compression;

namespace WorkerRunner.Packaging;

/// <summary>A .tar.gz, whose files belong to root.</summary>
internal sealed class TarForm : IArchiveForm
{
    /// <inheritdoc/>
    public string Extension => ".tar.gz";

    /// <inheritdoc/>
    public void Write(string path, Release release, IReadOnlyList<PackagedFile> files)
    {
        using var compressed = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        using var tar = new TarWriter(compressed, TarEntryFormat.Ustar);
        foreach (var file in files)
        {
            using var content = File.OpenRead(file.Source);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Name)
            {
                Mode = file.Mode,
                ModificationTime = release.Time,
                UserName = "root",
                GroupName = "root",
                DataStream = content,
            });
        }
    }
}
