using System.Collections.Concurrent;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Faults.Tests;

/// <summary>
/// Each request with each fault, once and always. The requests are those of a run without a fault, so that a new one joins by itself. What all
/// providers ask alike the clouds leave to the others, unless the environment variable FAULTS is "all".
/// </summary>
public abstract class MatrixTests(ProviderKind kind, bool tls = false)
{
    private const int LongestComplaint = 2000;

    // On a machine that stands still for a moment the clock may jump too early; what is the runner's own fault comes each time.
    private const int Tries = 3;

    // Runs mostly wait for their clock.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };
    private static readonly ConcurrentDictionary<ProviderKind, Task<IReadOnlyList<Target>>> Targets = new();

    private static bool IsWhole { get; } = Environment.GetEnvironmentVariable("FAULTS") == "all";

    private protected async Task MeetAsync(string name, int? times)
    {
        var fault = FaultCases.All.Single(one => one.Name == name);
        var targets = await Targets.GetOrAdd(kind, FindTargetsAsync);
        Assert.NotEmpty(targets);
        var complaints = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(targets, AtOnce, async (target, _) =>
        {
            foreach (var complaint in await JudgeAgainAsync(target, fault, times))
                complaints.Add(InOneLine($"{target.Method} {target.Path}: {complaint}"));
        });
        Assert.True(complaints.IsEmpty, string.Join('\n', complaints));
    }

    private async Task<IReadOnlyList<string>> JudgeAgainAsync(Target target, FaultCase one, int? times)
    {
        IReadOnlyList<string> complaints = [];
        for (var i = 0; i < Tries; i++)
        {
            complaints = [.. await JudgeAsync(target, one, times)];
            if (complaints.Count == 0)
                break;
        }
        return complaints;
    }

    private async Task<IEnumerable<string>> JudgeAsync(Target target, FaultCase one, int? times)
    {
        var bag = new SecretBag();
        var fault = new Fault
        {
            Service = target.Service,
            Method = target.Method,
            PathContains = target.Path,
            Times = times,
            Kind = one.Make(bag.Note),
        };
        var mustRun = times == 1 && one.IsTransient && !(one.HandlesFirst && target.IsOnceOnly(kind))
            && !(one.IsCoding && target.Service != ServiceName.Taskcluster);
        try
        {
            return Oracle.Judge(await Journey.RunAsync(kind, fault, one.Stalls, bag, tls: tls), mustRun, mayShutDown: target.IsRemoval);
        }
        catch (TimeoutException e)
        {
            return [e.Message];
        }
    }

    private static string InOneLine(string complaint)
    {
        var line = complaint.ReplaceLineEndings(" / ");
        return line.Length <= LongestComplaint ? line : line[..LongestComplaint] + " …";
    }

    private static async Task<IReadOnlyList<Target>> FindTargetsAsync(ProviderKind kind)
    {
        var outcome = await Journey.RunAsync(kind);
        Assert.Null(outcome.Error);
        return [.. outcome.Requests.Select(Target.Of).Distinct().Where(target => IsWhole || target.IsOwn(kind))];
    }
}

/// <summary>The first of a request's answers goes wrong.</summary>
public abstract class OnceTests(ProviderKind kind, bool tls = false) : MatrixTests(kind, tls)
{
    public static TheoryData<string> Names => [.. FaultCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Once(string fault) => MeetAsync(fault, times: 1);
}

/// <summary>All of a request's answers go wrong; what is not asked again makes no difference to once.</summary>
public abstract class AlwaysTests(ProviderKind kind, bool tls = false) : MatrixTests(kind, tls)
{
    public static TheoryData<string> Names => [.. FaultCases.All.Where(one => one.IsTransient || one.Stalls).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Always(string fault) => MeetAsync(fault, times: null);
}

public sealed class StaticOnceTests() : OnceTests(ProviderKind.Static);

public sealed class StaticAlwaysTests() : AlwaysTests(ProviderKind.Static);

public sealed class HttpsOnceTests() : OnceTests(ProviderKind.Static, tls: true);

public sealed class HttpsAlwaysTests() : AlwaysTests(ProviderKind.Static, tls: true);

public sealed class StandaloneOnceTests() : OnceTests(ProviderKind.Standalone);

public sealed class StandaloneAlwaysTests() : AlwaysTests(ProviderKind.Standalone);

public sealed class AwsOnceTests() : OnceTests(ProviderKind.Aws);

public sealed class AwsAlwaysTests() : AlwaysTests(ProviderKind.Aws);

public sealed class AzureOnceTests() : OnceTests(ProviderKind.Azure);

public sealed class AzureAlwaysTests() : AlwaysTests(ProviderKind.Azure);

public sealed class GoogleOnceTests() : OnceTests(ProviderKind.Google);

public sealed class GoogleAlwaysTests() : AlwaysTests(ProviderKind.Google);
