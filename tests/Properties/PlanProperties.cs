using WorkerRunner.Network;
using WorkerRunner.Retrying;
using WorkerRunner.Session;

namespace WorkerRunner.Properties;

/// <summary>What holds of the moments at which things are done, whatever happens.</summary>
public sealed class PlanProperties
{
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(30);
    private static readonly DateTimeOffset Now = TestTime.Origin;
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SoonestAgain = TimeSpan.FromMinutes(5);

    private static readonly Gen<TimeSpan> Left = Gen.OneOf(Gen.Double[-3600, 7200], Gen.Double[0, 400 * 86400.0]).Select(TimeSpan.FromSeconds);

    private static readonly Gen<Reply> AnyReply = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1200].Nullable()).Select(
        (kind, seconds) => new Reply(IsTransient: kind > 0, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null));

    [Fact]
    public void A_renewal_is_planned_in_time_and_not_too_soon() => Gen.Select(Left, Gen.Double.Unit).Sample((left, random) =>
    {
        var plan = RenewalPlan.Make(Now, Now + left, random);
        Assert.True(plan.Due >= Now);
        Assert.True(plan.TellAt <= Now + left);
        if (left > TimeSpan.Zero) Assert.True(plan.TellAt - plan.Due >= RenewalPlan.Reserve(left));
        if (left >= SoonestAgain * 2) Assert.True(plan.Due - Now >= SoonestAgain);
        if (left < BeforeExpiry + SoonestAgain + Spread) return;
        Assert.InRange(plan.Due - Now, left - BeforeExpiry - Spread, left - BeforeExpiry);
    });

    [Fact]
    public void Workers_that_booted_together_do_not_renew_together() => Left.Sample(left =>
    {
        if (left < SoonestAgain * 2) return;
        var room = RenewalPlan.Delay(left, random: 0) - RenewalPlan.Delay(left, random: 1);
        var latest = left - 2 * RenewalPlan.Reserve(left);
        Assert.Equal(latest < SoonestAgain + Spread ? latest - SoonestAgain : Spread, room);
    });

    [Fact]
    public void A_removal_after_an_interruption_leaves_time_for_itself() => Gen.Select(Left.Nullable(), Gen.Double.Unit).Sample((left, random) =>
    {
        var wait = RemovalSpread.Wait(left, random);
        Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        if (left is { } known) Assert.True(wait == TimeSpan.Zero || known - wait >= TimeSpan.FromSeconds(5) + wait);
    });

    [Fact]
    public void What_expires_later_is_renewed_no_sooner() => Gen.Select(Left, Left, Gen.Double.Unit).Sample((one, other, random) =>
    {
        var (sooner, later) = one <= other ? (one, other) : (other, one);
        Assert.True(RenewalPlan.Delay(sooner, random) <= RenewalPlan.Delay(later, random));
    });

    [Fact]
    public void Pauses_grow_within_their_bounds() => Gen.Select(Gen.Int[0, 1000], Gen.Double.Unit).Sample((attempt, random) =>
    {
        var limits = new RetryLimits();
        var pause = limits.PauseAfter(attempt, random);
        Assert.InRange(pause, limits.FirstPause * (1 - limits.Spread), limits.LongestPause);
        Assert.True(pause >= TimeSpan.FromSeconds(1), "A machine asks twice in a second.");
        Assert.True(limits.PauseAfter(attempt + 1, random) >= pause);
    });

    [Fact]
    public Task Attempts_end_with_the_first_good_answer_or_their_time() => Gen.Select(AnyReply.Array[1, 30], Gen.Int[0, 1800]).SampleAsync(async (replies, seconds) =>
    {
        using var world = new World();
        var limits = new RetryLimits { Total = TimeSpan.FromSeconds(seconds), Attempt = TimeSpan.FromHours(1) };
        var attempts = new List<(TimeSpan At, Reply Reply)>();
        var call = new RetryPipeline(world.Environment.Metadata.Http, limits).RunAsync("service", "it", Ask, Test.Token);
        await world.Time.RunAsync(call, except: limits.Attempt);

        Assert.Same(attempts[^1].Reply, await call);
        Assert.All(attempts[..^1], attempt => Assert.True(attempt.Reply.IsTransient));
        Assert.True(!attempts[^1].Reply.IsTransient || attempts[^1].At == limits.Total);
        foreach (var (earlier, later) in attempts.Zip(attempts.Skip(1)))
            Assert.True(later.At == limits.Total || later.At - earlier.At >= limits.FirstPause * (1 - limits.Spread) + (earlier.Reply.RetryAfter ?? TimeSpan.Zero));
        Assert.Equal(attempts.Count - 1, world.Log.Lines.Count);

        Task<Reply> Ask(CancellationToken cancellationToken)
        {
            var reply = attempts.Count < replies.Length ? replies[attempts.Count] : replies[0] with { IsTransient = true };
            attempts.Add((world.Time.Elapsed, reply));
            return Task.FromResult(reply);
        }
    });

    private sealed record Reply(bool IsTransient, TimeSpan? RetryAfter) : IAnswer
    {
        public bool IsSuccess => !IsTransient;

        public Prospect Prospect => Prospect.Open;

        public string Summary => "something.";
    }
}
