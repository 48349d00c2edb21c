namespace WorkerRunner.ModuleTests;

/// <summary>The cmdlets are thin: what they do is the domain's, and what they share is beside them.</summary>
public sealed class CmdletSourceTests
{
    private const int MostLines = 80;

    public static TheoryData<string> Cmdlets =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "WorkerRunner.PowerShell", "Cmdlets"), "*Command.cs").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_fewer_than_80_lines_beside_comments(string file)
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "src", "WorkerRunner.PowerShell", "Cmdlets", file)).Select(l => l.Trim());
        Assert.InRange(lines.Count(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)), 1, MostLines - 1);
    }
}
