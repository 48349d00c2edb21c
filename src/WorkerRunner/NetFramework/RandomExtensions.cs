namespace WorkerRunner;

/// <summary>.NET's shared generator; here one each time, of which no two begin alike.</summary>
internal static class RandomExtensions
{
    extension(Random)
    {
        public static Random Shared => new(Guid.NewGuid().GetHashCode());
    }
}
