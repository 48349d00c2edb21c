using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using WorkerRunner.Runs;

namespace WorkerRunner.Architecture;

/// <summary>The layers of docs/architecture.md: a room knows those before it in this list, and none behind it.</summary>
public sealed class LayersTests
{
    private const string Root = "WorkerRunner";

    // A further room has a place here; the composition of the whole, which is in no room, comes last.
    private static readonly string[] Rooms =
    [
        "Values", "Machine", "Logging", "Network", "Retrying", "Taskcluster", "Metadata", "Files", "Interruptions", "Runs", "Providers", "Workers",
        "Protocol", "Stages", "Session", "Configuration", "",
    ];

    private static readonly ArchUnitNET.Domain.Architecture Domain = new ArchLoader().LoadAssembly(typeof(WorkerRun).Assembly).Build();

    public static TheoryData<string> AllRooms => [.. Rooms];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_room_knows_only_those_below_it(string room)
    {
        var types = Domain.Types.Where(t => RoomOf(t) == room).ToList();
        Assert.NotEmpty(types);
        var upward =
            from type in types
            from target in type.GetTypeDependencies(Domain)
            let other = RoomOf(target)
            where other is not null && Array.IndexOf(Rooms, other) > Array.IndexOf(Rooms, room)
            select $"{type.FullName} knows {target.FullName}";
        Assert.Empty(upward.Distinct());
    }

    [Fact]
    public void Every_type_is_in_a_room()
    {
        var strangers = Domain.Types.Where(t => IsOurs(t) && Array.IndexOf(Rooms, RoomOf(t)) < 0).Select(t => t.FullName);
        Assert.Empty(strangers);
    }

    [Fact]
    public void The_domain_knows_no_PowerShell() =>
        Assert.DoesNotContain(typeof(WorkerRun).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("System.Management.Automation", StringComparison.Ordinal));

    private static bool IsOurs(IType type) => type.Namespace.FullName == Root || type.Namespace.FullName.StartsWith(Root + ".", StringComparison.Ordinal);

    /// <summary>The room of a type of ours, its name's part behind the root; null for types of others.</summary>
    private static string? RoomOf(IType type) => IsOurs(type) ? type.Namespace.FullName.Split('.').ElementAtOrDefault(1) ?? "" : null;
}
