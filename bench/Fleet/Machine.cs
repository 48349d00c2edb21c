namespace WorkerRunner.Fleet;

/// <summary>One machine's calls, each tried as long as its runner does.</summary>
internal sealed class Machine(VirtualTime time, Deployment deployment, IRunner runner, Random random)
{
    /// <summary>Makes a call; <paramref name="done"/> comes after the answer, and never where the runner gave up.</summary>
    public void Call(Action done) => Attempt(0, time.Now, done);

    private void Attempt(int number, double began, Action done) => deployment.Send((succeeded, retryAfter) =>
    {
        if (succeeded)
        {
            done();
            return;
        }
        var left = runner.TriesFor - (time.Now - began);
        if (left <= 0) return;
        var pause = Math.Min(runner.PauseAfter(number, random.NextDouble(), retryAfter), left);
        time.After(pause, () => Attempt(number + 1, began, done));
    });
}
