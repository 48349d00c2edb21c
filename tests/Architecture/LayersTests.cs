using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using WorkerRunner.Runs;

namespace WorkerRunner.Architecture;

/// <summary>The layers of docs/architecture.md: a folder uses those before it in this list, and none after it.</summary>
public sealed class LayersTests
{
    private const string Root = "WorkerRunner";

    // A further folder has a place here; the composition of the whole, which is in none, comes last.
    private static readonly string[] Layers =
    [
        "Values", "Machine", "Logging", "Timelines", "Network", "Retrying", "Taskcluster", "Metadata", "Files", "Interruptions", "Runs", "Monitoring", "Providers", "Workers",
        "Protocol", "Stages", "Session", "Control", "Configuration", "",
    ];

    private static readonly ArchUnitNET.Domain.Architecture Domain = new ArchLoader().LoadAssembly(typeof(WorkerRun).Assembly).Build();

    public static TheoryData<string> AllLayers => [.. Layers];

    [Theory]
    [MemberData(nameof(AllLayers))]
    public void A_layer_uses_only_those_below_it(string layer)
    {
        var types = Domain.Types.Where(t => LayerOf(t) == layer).ToList();
        Assert.NotEmpty(types);
        var upward =
            from type in types
            from target in type.GetTypeDependencies(Domain)
            let other = LayerOf(target)
            where other is not null && Array.IndexOf(Layers, other) > Array.IndexOf(Layers, layer)
            select $"{type.FullName} uses {target.FullName}";
        Assert.Empty(upward.Distinct());
    }

    [Fact]
    public void Every_type_is_in_a_layer()
    {
        var strangers = Domain.Types.Where(t => IsOurs(t) && Array.IndexOf(Layers, LayerOf(t)) < 0).Select(t => t.FullName);
        Assert.Empty(strangers);
    }

    [Fact]
    public void The_domain_knows_no_PowerShell() =>
        Assert.DoesNotContain(typeof(WorkerRun).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("System.Management.Automation", StringComparison.Ordinal));

    [Fact]
    public void All_messages_of_the_log_are_in_one_table()
    {
        var others =
            from type in Domain.Types
            where type.FullName is not ("WorkerRunner.Logging.Messages" or "WorkerRunner.Logging.LogMessage")
            from member in type.Members
            from call in member.GetMethodCallDependencies()
            where call.TargetMember.FullName.Contains("LogMessage::.ctor(System.Int32")
            select $"{type.FullName}.{call.OriginMember.Name}";
        Assert.Empty(others.Distinct());
    }

    private static bool IsOurs(IType type) => type.Namespace.FullName == Root || type.Namespace.FullName.StartsWith(Root + ".", StringComparison.Ordinal);

    /// <summary>The layer of a type of ours: its namespace's part after the root. Null for other types.</summary>
    private static string? LayerOf(IType type) => IsOurs(type) ? type.Namespace.FullName.Split('.').ElementAtOrDefault(1) ?? "" : null;
}
