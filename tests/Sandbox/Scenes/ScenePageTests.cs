using WorkerRunner.Sandbox.Scenes;

namespace WorkerRunner.Sandbox.Tests.Scenes;

public sealed class ScenePageTests
{
    [Fact]
    public void The_page_describes_every_scene_and_its_providers()
    {
        using var page = new StreamReader(typeof(ScenePageTests).Assembly.GetManifestResourceStream("sandbox.md")!);
        var rows = page.ReadToEnd().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        Assert.All(SceneCatalog.All, scene =>
        {
            var row = Assert.Single(rows, row => row[1].Trim() == $"`{scene.Name}`");
            Assert.Equal(Providers(scene), row[2].Trim());
        });
    }

    private static string Providers(Scene scene) => scene.Name == "hang" ? "any; not on Windows" : scene.Providers.Count switch
    {
        5 => "any",
        4 => "all but standalone",
        _ => string.Join(", ", scene.Providers),
    };
}
