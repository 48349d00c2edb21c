using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Stages;
using WorkerRunner.Values;

namespace WorkerRunner.Properties;

public sealed class TreeProperties
{
    [Fact]
    public void A_tree_written_as_JSON_is_read_as_it_was() => Trees.Tree.Sample(tree =>
    {
        using var json = JsonInput.Parse(Trees.Json(tree));
        Assert.Equal(Trees.Json(tree), Trees.Json(ConfigJson.ReadObject(json.RootElement)));
    });

    [Fact]
    public void JSON_is_YAML_and_says_the_same() => Trees.Tree.Sample(tree =>
    {
        var json = Encoding.UTF8.GetString(ConfigJson.ToBytes(tree, SecretText.Revealed, indented: true)).Replace("\n", "\n  ", StringComparison.Ordinal);
        var config = RunnerConfigReader.Parse("f", $"provider: {{providerType: standalone}}\nworker: {{implementation: dummy}}\nworkerConfig:\n  {json}\n");
        Assert.Equal(Trees.Json(tree), Trees.Json(config.WorkerConfig));
    });

    [Fact]
    public void Nothing_merged_changes_nothing() => Trees.Tree.Sample(tree =>
    {
        Assert.Equal(Trees.Json(tree), Trees.Json(tree.Merge(ConfigObject.Empty)));
        Assert.Equal(Trees.Json(tree), Trees.Json(ConfigObject.Empty.Merge(tree)));
    });

    [Fact]
    public void Of_a_key_that_both_have_the_higher_counts_unless_both_are_objects_or_lists() => Gen.Select(Trees.Tree, Trees.Tree).Sample((low, high) =>
    {
        var merged = low.Merge(high);
        Assert.Equal(low.Keys.Union(high.Keys).Order(StringComparer.Ordinal), merged.Keys.Order(StringComparer.Ordinal));
        foreach (var key in merged.Keys)
        {
            if (!high.TryGetValue(key, out var higher)) Assert.Same(low[key], merged[key]);
            else if (!low.TryGetValue(key, out var lower)) Assert.Same(higher, merged[key]);
            else Assert.Equal(Trees.Json(Expected(lower, higher)), Trees.Json(merged[key]));
        }
    });

    [Fact]
    public void What_is_set_is_there_and_what_is_removed_is_not() => Gen.Select(Trees.Tree, Trees.Text.Array[1, 3], Trees.Text).Sample((tree, path, text) =>
    {
        if (tree.ContainsKey(path[0])) tree = tree.Remove([path[0]]);
        var set = tree.Set(path, text);
        Assert.Equal(Trees.Json(text), Trees.Json(path.Aggregate((object?)set, (value, key) => ((ConfigObject)value!)[key])));
        Assert.Equal(Trees.Json(tree), Trees.Json(set.Remove([path[0]])));
    });

    [Fact]
    public void A_secret_is_never_in_what_is_shown() => Gen.Select(Trees.Tree, Gen.Char['a', 'z'].Array[8, 20]).Sample((tree, letters) =>
    {
        var secret = "S3CRET" + new string(letters);
        var with = tree.Set(["the key"], new ConfigArray([tree, new Secret(secret)]));
        Assert.DoesNotContain(secret, with.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(with.ToLines(), line => line.Contains(secret, StringComparison.Ordinal));
    });

    [Fact]
    public void A_run_comes_back_from_the_restart_cache_as_it_was()
    {
        using var world = new World();
        Trees.Tree.Sample(
            tree =>
            {
                var run = World.Run("cacheOverRestarts: cache.json") with { WorkerConfig = tree, RegistrationSecret = new Secret("the next one") };
                new RestartCache(world.Environment).Save(run);
                var loaded = new RestartCache(world.Environment).Load(run.Config)!;
                Assert.Equal(Trees.Json(run.WorkerConfig), Trees.Json(loaded.WorkerConfig));
                Assert.Equal((run.Identity, run.Credentials, run.RegistrationSecret), (loaded.Identity, loaded.Credentials, loaded.RegistrationSecret));
                Assert.Empty(Secrets(run.WorkerConfig).Except(Secrets(loaded.WorkerConfig)));
            },
            threads: 1);
    }

    private static object? Expected(object? lower, object? higher) => (lower, higher) switch
    {
        (ConfigObject l, ConfigObject h) => l.Merge(h),
        (ConfigArray l, ConfigArray h) => new ConfigArray([.. l, .. h]),
        _ => higher,
    };

    private static IEnumerable<string> Secrets(ConfigObject tree) => tree.Secrets().Select(s => s.Reveal());
}
