using System.Globalization;

namespace WorkerRunner.Properties.Lives;

/// <summary>
/// Ten thousand lives, or as many as <c>LIVES</c> says; <c>LIFE_SEED</c> names the first one. A failure tells the seed of its life and its story.
/// </summary>
[Collection(ByItself.Name)]
public sealed class LifeTests
{
    private const int Lives = 10_000;
    private const int MostShown = 5;

    [Fact]
    public async Task In_ten_thousand_lives_no_credentials_no_report_no_removal_and_no_first_cause_is_lost()
    {
        var (first, count) = (Setting("LIFE_SEED", 1), Setting("LIVES", Lives));
        var failure = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The clock that sees by the thread pool what goes on is on none of its threads.
        new Thread(() =>
        {
            try
            {
                failure.SetResult(Failures(first, count));
            }
            catch (Exception e)
            {
                failure.SetException(e);
            }
        })
        { IsBackground = true, Name = "lives" }.Start();
        if (await failure.Task is { } failures) Assert.Fail(failures);
    }

    private static string? Failures(int first, int count)
    {
        var failures = new List<string>();
        for (var seed = first; seed < first + count && failures.Count < MostShown; seed++)
        {
            using var life = new Life(seed);
            try
            {
                if (life.Live() is { Count: > 0 } wrong) failures.Add($"LIFE_SEED={seed}\n{string.Join("\n", wrong)}");
            }
            catch (Exception e)
            {
                failures.Add($"LIFE_SEED={seed}\n{e}");
            }
        }
        return failures.Count == 0 ? null : string.Join("\n\n", failures);
    }

    private static int Setting(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
