namespace WorkerRunner.Fleet;

/// <summary>Something that happens to a whole fleet at once.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Title">What happens, for people.</param>
/// <param name="Seconds">How long it is watched.</param>
/// <param name="UpAt">When the deployment comes up.</param>
/// <param name="SaysWhen">Whether it says so in Retry-After.</param>
/// <param name="Within">By when 99 % are to be served where nobody waits for it; null where somebody does.</param>
/// <param name="Begin">Has one machine begin; it calls the action when it has what it wanted.</param>
internal sealed record Scenario(string Name, string Title, int Seconds, double UpAt, bool SaysWhen, double? Within, Action<VirtualTime, Machine, IRunner, Random, Action> Begin)
{
    public const int Machines = 10_000;

    /// <summary>Requests a second that the deployment answers.</summary>
    public const double Capacity = 1_000;

    private const int Seed = 106;

    // Credentials of workers of a cloud's pools live as long as the pool says; a day here.
    private const double Lifetime = 24 * 60 * 60;
    private const double RenewalsBegin = Lifetime - 60 * 60;

    /// <summary>All that are shown.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("boot", "10,000 machines boot at once; the deployment is down for 10 minutes", 900, 600, SaysWhen: false, Within: null, Boot),
        new("retry-after", "The same, and the deployment says when it will be up (Retry-After)", 900, 600, SaysWhen: true, Within: null, Boot),
        new("renewal", "10,000 workers that registered within 10 seconds renew their credentials, in the last hour of a day", 3600, 0, SaysWhen: false, Within: null, Renew),
        new("interruption-aws", "AWS takes 10,000 instances away at once, and their workers are removed", 60, 0, SaysWhen: false, Within: 30, InterruptAws),
        new("interruption-google", "Google takes 10,000 instances away at once, and their workers are removed", 60, 0, SaysWhen: false, Within: 25, InterruptGoogle),
    ];

    /// <summary>Lets it happen to a fleet of one make.</summary>
    public Load Run(IRunner runner)
    {
        var time = new VirtualTime();
        var load = new Load(Machines, Seconds);
        var deployment = new Deployment(time, load, UpAt, SaysWhen, Capacity);
        var random = new Random(Seed);
        for (var i = 0; i < Machines; i++) Begin(time, new Machine(time, deployment, runner, random), runner, random, () => load.Serve(time.Now));
        time.RunUntil(Seconds);
        return load;
    }

    private static void Boot(VirtualTime time, Machine machine, IRunner runner, Random random, Action served) => machine.Call(() =>
    {
        var secrets = 2;
        void Got()
        {
            if (--secrets == 0) served();
            else if (!runner.AsksForSecretsTogether) machine.Call(Got);
        }
        machine.Call(Got);
        if (runner.AsksForSecretsTogether) machine.Call(Got);
    });

    private static void Renew(VirtualTime time, Machine machine, IRunner runner, Random random, Action served) =>
        time.After(runner.RenewalTime(Lifetime, random.NextDouble()) - RenewalsBegin + 10 * random.NextDouble(), () => machine.Call(served));

    private static void InterruptAws(VirtualTime time, Machine machine, IRunner runner, Random random, Action served) =>
        time.After(runner.RemovalAfter(Cloud.Aws, random), () => machine.Call(served));

    private static void InterruptGoogle(VirtualTime time, Machine machine, IRunner runner, Random random, Action served) =>
        time.After(runner.RemovalAfter(Cloud.Google, random), () => machine.Call(served));
}
