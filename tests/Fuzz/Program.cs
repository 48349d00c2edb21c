using System.Diagnostics;
using SharpFuzz;
using WorkerRunner.Fuzz;

const string Usage = """
    WorkerRunner.Fuzz [TARGET] [--seconds N] [--seed N]   mutates the corpus, each target or one, 5 s each by default
    WorkerRunner.Fuzz TARGET FILE…                        reads files, such as one that was found
    WorkerRunner.Fuzz TARGET --afl                        is driven by afl-fuzz; see README.md
    """;

var seconds = 5;
var seed = Environment.TickCount;
string? target = null;
var files = new List<string>();
var isDriven = false;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--afl") isDriven = true;
    else if (args[i] == "--seconds" && i + 1 < args.Length && int.TryParse(args[++i], out seconds)) continue;
    else if (args[i] == "--seed" && i + 1 < args.Length && int.TryParse(args[++i], out seed)) continue;
    else if (target is null && Targets.All.ContainsKey(args[i])) target = args[i];
    else if (target is not null && File.Exists(args[i])) files.Add(args[i]);
    else
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}

if (isDriven)
{
    var read = Targets.All[target ?? throw new InvalidOperationException(Usage)];
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        read(input.ToArray());
    });
    return 0;
}

foreach (var file in files) Targets.All[target!](File.ReadAllBytes(file));
if (files.Count > 0) return 0;

var failed = false;
foreach (var name in target is null ? Targets.All.Keys : [target])
{
    var corpus = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
    var mutations = new Mutations(new Random(seed), corpus);
    var limit = TimeSpan.FromSeconds(seconds);
    // One input that takes as long as this holds up a runner.
    var longest = TimeSpan.FromSeconds(5);
    var clock = Stopwatch.StartNew();
    var count = 0;
    while (clock.Elapsed < limit)
    {
        var input = count < corpus.Count ? corpus[count] : mutations.Next();
        var begun = clock.Elapsed;
        string? problem = null;
        try
        {
            Targets.All[name](input);
            if (clock.Elapsed - begun > longest) problem = $"it took {(clock.Elapsed - begun).TotalSeconds:F0} s";
        }
        catch (Exception e)
        {
            // Whatever it is, it is what is looked for.
            problem = e.ToString();
        }
        count++;
        if (problem is null) continue;
        var kept = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-{Guid.NewGuid():N}");
        File.WriteAllBytes(kept, input);
        Console.Error.WriteLine($"{name}: the input in {kept} (seed {seed}): {problem}");
        failed = true;
        break;
    }
    Console.WriteLine($"{name}: {count} inputs in {clock.Elapsed.TotalSeconds:F0} s, seed {seed}");
}
return failed ? 1 : 0;
