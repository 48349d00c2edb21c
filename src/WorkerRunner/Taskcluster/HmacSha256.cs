using System.Buffers.Binary;

namespace WorkerRunner.Taskcluster;

/// <summary>
/// HMAC-SHA256 (RFC 2104, FIPS 180-4), which Hawk signs with. .NET's own asks the system's OpenSSL on Linux and ends the process where there
/// is none; a signature must not depend on a library that http does without.
/// </summary>
internal static class HmacSha256
{
    private const int BlockBytes = 64;
    private const int HashBytes = 32;
    private const int LengthBytes = 8;
    private const int Rounds = 64;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The 32 bytes that authenticate a message.</summary>
    public static byte[] Compute(byte[] key, byte[] message)
    {
        var block = new byte[BlockBytes];
        (key.Length > BlockBytes ? Hash(key) : key).CopyTo(block, 0);
        return Hash([.. Xor(block, 0x5c), .. Hash([.. Xor(block, 0x36), .. message])]);
    }

    private static byte[] Xor(byte[] block, byte pad)
    {
        var result = new byte[block.Length];
        for (var i = 0; i < block.Length; i++) result[i] = (byte)(block[i] ^ pad);
        return result;
    }

    private static byte[] Hash(byte[] message)
    {
        // The square roots' fractional parts of the first eight primes.
        uint[] state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        var padded = Pad(message);
        for (var start = 0; start < padded.Length; start += BlockBytes) Compress(state, padded.AsSpan(start, BlockBytes));

        var hash = new byte[HashBytes];
        for (var i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(4 * i), state[i]);
        return hash;
    }

    /// <summary>A one bit, zeros, and the length in bits fill the last block.</summary>
    private static byte[] Pad(byte[] message)
    {
        var padded = new byte[(message.Length + 1 + LengthBytes + BlockBytes - 1) / BlockBytes * BlockBytes];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(padded.AsSpan(padded.Length - LengthBytes), 8L * message.Length);
        return padded;
    }

    private static void Compress(uint[] state, ReadOnlySpan<byte> block)
    {
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        var schedule = Schedule(block);
        for (var i = 0; i < Rounds; i++)
        {
            var t1 = h + (RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + RoundConstants[i] + schedule[i];
            var t2 = (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }
        uint[] words = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < words.Length; i++) state[i] += words[i];
    }

    private static uint[] Schedule(ReadOnlySpan<byte> block)
    {
        var words = new uint[Rounds];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block.Slice(4 * i));
        for (var i = 16; i < Rounds; i++)
        {
            var (early, late) = (words[i - 15], words[i - 2]);
            words[i] = words[i - 16] + (RotateRight(early, 7) ^ RotateRight(early, 18) ^ (early >> 3))
                + words[i - 7] + (RotateRight(late, 17) ^ RotateRight(late, 19) ^ (late >> 10));
        }
        return words;
    }

    private static uint RotateRight(uint value, int bits) => (value >> bits) | (value << (32 - bits));
}
