namespace WorkerRunner.Faults.Tests;

public sealed class CleanRunTests
{
    public static TheoryData<ProviderKind> Kinds => [.. Enum.GetValues<ProviderKind>()];

    /// <summary>By how many minutes the deployment's clock differs from the machine's and its cloud's.</summary>
    public static TheoryData<ProviderKind, int> Skews =>
        [.. Enum.GetValues<ProviderKind>().SelectMany(kind => (int[])[-20, 20], (kind, minutes) => (kind, minutes)).Where(row => row != (ProviderKind.Google, -20))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_a_fault_nothing_is_wrong(ProviderKind kind) => MustBeWell(await Journey.RunAsync(kind));

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task Nor_where_the_clocks_differ(ProviderKind kind, int minutes) => MustBeWell(await Journey.RunAsync(kind, skew: TimeSpan.FromMinutes(minutes)));

    [Fact]
    public async Task A_deployment_that_is_behind_takes_Googles_token_for_one_of_the_future()
    {
        var outcome = await Journey.RunAsync(ProviderKind.Google, skew: TimeSpan.FromMinutes(-20));
        Assert.Contains("Token validation error", outcome.Error?.Message, StringComparison.Ordinal);
        Assert.Empty(Oracle.Judge(outcome, mustRun: false, mayShutDown: false));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nor_over_HTTPS(ProviderKind kind)
    {
        var outcome = await Journey.RunAsync(kind, tls: true);
        MustBeWell(outcome);
        Assert.Contains(outcome.Entries, entry => entry.Text.Contains("https://", StringComparison.Ordinal));
    }

    private static void MustBeWell(Outcome outcome)
    {
        Assert.Null(outcome.Error);
        Assert.Empty(Oracle.Judge(outcome, mustRun: true, mayShutDown: false));
    }
}
