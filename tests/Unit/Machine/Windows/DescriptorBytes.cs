namespace WorkerRunner.Tests.Machine.Windows;

/// <summary>Builds self-relative security descriptors as [MS-DTYP] 2.4.6 lays them out, from SIDs as people write them.</summary>
internal static class DescriptorBytes
{
    private const ushort SelfRelative = 0x8000;
    private const ushort DaclPresent = 0x4;
    private const int Header = 20;

    public static byte[] Of(string? owner, params byte[][]? entries)
    {
        var ownerBytes = owner is null ? [] : Sid(owner);
        byte[] list = entries is null ? [] : [2, 0, .. Number16(8 + entries.Sum(e => e.Length)), .. Number16(entries.Length), 0, 0, .. entries.SelectMany(e => e)];
        return
        [
            1, 0, .. Number16(SelfRelative | DaclPresent), .. Number32(owner is null ? 0 : Header), .. Number32(0), .. Number32(0),
            .. Number32(entries is null ? 0 : Header + ownerBytes.Length), .. ownerBytes, .. list,
        ];
    }

    public static byte[] Entry(byte kind, uint rights, string account, byte flags = 0) => Entry(kind, rights, flags, Sid(account));

    /// <summary>An entry whose account stands behind a GUID, or whatever else.</summary>
    public static byte[] Entry(byte kind, uint rights, byte flags, byte[] rest) =>
        [kind, flags, .. Number16(8 + rest.Length), .. Number32((int)rights), .. rest];

    public static byte[] Sid(string text)
    {
        var parts = text.Split('-').Skip(1).Select(long.Parse).ToList();
        byte[] authority = [.. BitConverter.GetBytes(parts[1]).Take(6).Reverse()];
        return [(byte)parts[0], (byte)(parts.Count - 2), .. authority, .. parts.Skip(2).SelectMany(p => BitConverter.GetBytes((uint)p))];
    }

    private static byte[] Number16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] Number32(int value) => BitConverter.GetBytes(value);
}
