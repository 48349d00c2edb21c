namespace WorkerRunner.Files;

/// <summary>What an archive's central directory says of an entry, beyond what the framework's class tells on .NET Framework.</summary>
/// <param name="IsEncrypted">Whether it is encrypted.</param>
/// <param name="Crc">The CRC-32 of its content.</param>
internal readonly record struct ZipRecord(bool IsEncrypted, uint Crc)
{
    private const uint EndSignature = 0x06054b50;
    private const uint LargeEndSignature = 0x06064b50;
    private const uint HeaderSignature = 0x02014b50;
    private const int EndSize = 22;
    private const int LargeLocatorSize = 20;
    private const int HeaderSize = 46;
    private const uint InLargeEnd = 0xffffffff;

    /// <summary>Reads the central directory (APPNOTE.TXT 4.3.12 to 4.3.16).</summary>
    /// <exception cref="InvalidDataException">There is none, or it ends too early.</exception>
    public static IReadOnlyList<ZipRecord> ReadAll(byte[] archive)
    {
        try
        {
            var records = new List<ZipRecord>();
            for (var at = Start(archive); U32(at) == HeaderSignature; at += HeaderSize + U16(at + 28) + U16(at + 30) + U16(at + 32))
                records.Add(new ZipRecord((U16(at + 8) & 1) != 0, U32(at + 16)));
            return records;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new InvalidDataException("The central directory ends too early.", e);
        }

        ushort U16(int at) => BitConverter.ToUInt16(archive, at);

        uint U32(int at) => BitConverter.ToUInt32(archive, at);
    }

    /// <summary>Where the central directory starts; of a large archive (ZIP64) another record says so.</summary>
    private static int Start(byte[] archive)
    {
        var end = archive.Length - EndSize;
        while (BitConverter.ToUInt32(archive, end) != EndSignature) end--;
        var start = BitConverter.ToUInt32(archive, end + 16);
        if (start != InLargeEnd) return checked((int)start);
        var largeEnd = checked((int)BitConverter.ToInt64(archive, end - LargeLocatorSize + 8));
        return BitConverter.ToUInt32(archive, largeEnd) == LargeEndSignature
            ? checked((int)BitConverter.ToInt64(archive, largeEnd + 48))
            : throw new InvalidDataException("The end of the large archive's central directory is not where it should be.");
    }
}
