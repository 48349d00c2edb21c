using System.Runtime.InteropServices;

namespace WorkerRunner;

/// <summary>.NET's overload for memory, which is that of an array here.</summary>
internal static class StreamExtensions
{
    public static Task<int> ReadAsync(this Stream stream, Memory<byte> memory, CancellationToken cancellationToken) =>
        MemoryMarshal.TryGetArray<byte>(memory, out var array)
            ? stream.ReadAsync(array.Array!, array.Offset, array.Count, cancellationToken)
            : throw new ArgumentException("It is no memory of an array.", nameof(memory));
}
