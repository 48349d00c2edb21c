namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's calls for arrays, lists, dictionaries and streams.</summary>
internal static class CollectionExtensions
{
    extension(Array)
    {
        public static void Fill<T>(T[] array, T value, int start, int count)
        {
            for (var i = start; i < start + count; i++) array[i] = value;
        }
    }

    public static IEnumerable<T[]> Chunk<T>(this T[] array, int size)
    {
        for (var i = 0; i < array.Length; i += size) yield return array[i..Math.Min(i + size, array.Length)];
    }

    public static IEnumerable<T> Order<T>(this IEnumerable<T> items, IComparer<T> comparer) => items.OrderBy(i => i, comparer);

    public static IEnumerable<T> Order<T>(this IEnumerable<T> items) => items.Order(Comparer<T>.Default);

    public static TValue? GetValueOrDefault<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> dictionary, TKey key) =>
        dictionary.TryGetValue(key, out var value) ? value : default;

    public static void AddRange<T>(this List<T> list, ReadOnlySpan<T> items) => list.AddRange(items.ToArray());

    public static void Write(this Stream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);
}
