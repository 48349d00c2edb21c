using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Workers;

public sealed class WorkerSettingsTests
{
    [Fact]
    public void The_keys_of_the_location_are_sorted_as_the_Go_runner_writes_them()
    {
        var run = World.Run() with { WorkerLocation = new ConfigObject([new("region", "r"), new("cloud", "aws"), new("availabilityZone", "z")]) };
        Assert.Equal("""{"availabilityZone":"z","cloud":"aws","region":"r"}""", WorkerSettings.FromIdentity(ConfigObject.Empty, run)["workerLocation"]);
    }
}
