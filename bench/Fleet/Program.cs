using System.Globalization;

namespace WorkerRunner.Fleet;

/// <summary>Lets waves happen to a fleet of runners of each make, in virtual time, and shows what the deployment is asked.</summary>
internal static class Program
{
    private const int BarMissed = 1;
    private const int BadUsage = 2;

    private static int Main(string[] args)
    {
        if (args.Length > 1)
        {
            Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/Fleet [-- <folder for the charts>]");
            return BadUsage;
        }
        IRunner[] runners = [new GoRunner(), new OurRunner()];
        var met = true;
        foreach (var scenario in Scenario.All)
        {
            var lines = runners.Select(r => (r.Name, Load: scenario.Run(r))).ToList();
            Console.WriteLine(scenario.Title);
            foreach (var (name, load) in lines)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name,-16} peak {load.Peak,7:N0} a second, mean {load.Mean,6:N1}, 99 % after {load.Until99Percent,6:N1} s, {load.Failed} never"));
            }
            met &= IsMet(scenario, lines[0].Load, lines[1].Load);
            if (args is [var folder]) File.WriteAllText(Path.Combine(folder, $"fleet-{scenario.Name}.svg"), Chart.Draw(scenario.Title, lines));
        }
        return met ? 0 : BarMissed;
    }

    /// <summary>At most half of Go's peak, and 99 % are served no later than Go's, or in time where nobody waits.</summary>
    private static bool IsMet(Scenario scenario, Load go, Load ours) =>
        ours.Peak <= go.Peak / 2.0 && ours.Until99Percent <= (scenario.Within ?? go.Until99Percent) && ours.Failed <= go.Failed;
}
