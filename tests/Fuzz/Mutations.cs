namespace WorkerRunner.Fuzz;

/// <summary>Damages inputs at random: bytes changed, taken out, repeated, brought in from another input.</summary>
internal sealed class Mutations(Random random, IReadOnlyList<byte[]> corpus)
{
    private const int Longest = 64 * 1024;

    public byte[] Next()
    {
        var input = new List<byte>(corpus[random.Next(corpus.Count)]);
        for (var count = random.Next(1, 6); count > 0; count--) Mutate(input);
        return input.Count <= Longest ? [.. input] : [.. input.Take(Longest)];
    }

    private void Mutate(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1, 16), input.Count - at);
        switch (random.Next(5))
        {
            case 0 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 1 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                var piece = input.GetRange(at, length);
                for (var times = random.Next(1, 60); times > 0; times--) input.InsertRange(at, piece);
                break;
            default:
                var other = corpus[random.Next(corpus.Count)];
                if (other.Length == 0) break;
                var from = random.Next(other.Length);
                input.InsertRange(at, other.Skip(from).Take(random.Next(1, 40)));
                break;
        }
    }
}
