namespace WorkerRunner.Tests.Fakes;

/// <summary>Tests beside which no other runs: their clock goes on when nothing else does, by what the thread pool tells.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ByItself
{
    public const string Name = "by itself";
}
