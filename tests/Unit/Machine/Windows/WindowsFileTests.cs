using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class WindowsFileTests
{
    private static readonly string Long = new('x', 250);

    [Fact]
    public void A_short_path_stays_as_it_is() => Assert.Equal(@"C:\folder\NUL", WindowsFile.AnyLength(@"C:\folder\NUL"));

    [Fact]
    public void A_long_one_gets_the_form_that_has_no_limit() => Assert.Equal($@"\\?\C:\folder name\{Long}", WindowsFile.AnyLength($@"C:\folder name\{Long}"));

    [Fact]
    public void So_does_one_on_another_machine() => Assert.Equal($@"\\?\UNC\server\share\{Long}", WindowsFile.AnyLength($@"\\server\share\{Long}"));

    [Fact]
    public void One_that_has_that_form_keeps_it() => Assert.Equal($@"\\?\C:\folder\{Long}", WindowsFile.AnyLength($@"\\?\C:\folder\{Long}"));
}
