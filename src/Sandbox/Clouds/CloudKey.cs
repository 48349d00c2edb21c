using System.Security.Cryptography;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>Stands for the clouds' private keys: what it has signed is known again, and nobody else can sign.</summary>
internal static class CloudKey
{
    /// <summary>Bytes in a signature.</summary>
    public const int SignatureSize = HMACSHA512.HashSizeInBytes;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(64);

    /// <summary>Signs.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA512.HashData(Key, data);

    /// <summary>Whether this is the signature.</summary>
    public static bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Sign(data), signature);
}
