using System.Text.RegularExpressions;

namespace WorkerRunner.Sandbox.Tests;

/// <summary>No engine is needed to see that a recipe names what is there.</summary>
public sealed partial class ContainerTests
{
    [Fact]
    public void The_recipe_publishes_projects_that_are_there()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "WorkerRunner.slnx")))
            root = root.Parent!;
        var recipe = File.ReadAllText(Path.Combine(root.FullName, "containers", "sandbox", "Dockerfile"));
        Assert.Equal(["src/Sandbox", "src/StartWorker"], Project().Matches(recipe).Select(match => match.Groups[1].Value));
        Assert.All(Project().Matches(recipe), match => Assert.NotEmpty(Directory.GetFiles(Path.Combine(root.FullName, match.Groups[1].Value), "*.csproj")));
        Assert.Contains("WorkerRunner.Sandbox.dll", recipe, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"dotnet publish (\S+)")]
    private static partial Regex Project();
}
