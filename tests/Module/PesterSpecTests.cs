namespace WorkerRunner.ModuleTests;

/// <summary>The specs in tests/Pester run where there is Pester; that they name nothing that is not there is seen everywhere.</summary>
public sealed class PesterSpecTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Pester");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.ps1").Select(f => Path.GetFileName(f)!)];

    [LimitedTheory]
    [MemberData(nameof(Files))]
    public async Task Every_script_uses_cmdlets_and_parameters_that_exist(string file) =>
        (await OurCmdlets.LoadAsync()).AssertFit(await File.ReadAllTextAsync(Path.Combine(Folder, file), Limits.Token));

    [LimitedFact]
    public async Task Every_cmdlet_has_a_spec_of_its_own()
    {
        foreach (var name in (await OurCmdlets.LoadAsync()).Names)
            Assert.True(File.Exists(Path.Combine(Folder, $"{name}.Tests.ps1")), name);
    }
}
