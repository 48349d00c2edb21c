using System.IO.Compression;
using System.IO.Hashing;

namespace WorkerRunner.Files;

/// <summary>A file in a zip archive.</summary>
/// <param name="Entry">The framework's view of it.</param>
/// <param name="Crc">The CRC-32 that its content has to have.</param>
/// <param name="Path">Where it lands: a full path.</param>
/// <param name="Mode">Its permission bits.</param>
internal sealed record ZipFile(ZipArchiveEntry Entry, uint Crc, string Path, int Mode)
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Extracts it.</summary>
    /// <exception cref="InvalidDataException">It is not what the archive says of it.</exception>
    public void CopyTo(Stream output, CancellationToken cancellationToken)
    {
        using var content = Entry.Open();
        var crc = new Crc32();
        var block = new byte[BlockSize];
        var rest = Entry.Length;
        for (int count; (count = content.Read(block, 0, block.Length)) > 0; rest -= count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count > rest) throw Damaged($"is larger than the {Entry.Length} bytes that the zip declares");
            output.Write(block, 0, count);
            crc.Append(block.AsSpan(0, count));
        }
        if (rest > 0) throw Damaged($"has {Entry.Length - rest} bytes, but the zip declares {Entry.Length}");
        if (crc.GetCurrentHashAsUInt32() != Crc) throw Damaged("is damaged: its checksum does not match");
    }

    private InvalidDataException Damaged(string what) => new($"\"{Entry.FullName}\" for {Path} {what}.");
}
