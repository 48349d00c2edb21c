using System.Security.AccessControl;
using FileSecurity = WorkerRunner.Machine.Windows.FileSecurity;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

#pragma warning disable CA1416 // Those that ask Windows run on Windows only.
public sealed class FileSecurityTests
{
    private const string User = "S-1-5-21-1004336348-1177238915-682003330-4294967295";
    private const string LocalSystem = "S-1-5-18";
    private const string Administrators = "S-1-5-32-544";
    private const string Users = "S-1-5-32-545";
    private const string Everyone = "S-1-1-0";
    private const uint FullControl = 0x1f01ff;
    private const string OnlyOnWindows = "It asks Windows itself.";

    [Theory]
    [InlineData(User)]
    [InlineData(LocalSystem)]
    [InlineData(Administrators)]
    [InlineData("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("S-1-3-4")]
    [InlineData("S-1-3-0")]
    public void Who_may_do_everything_anyway_loosens_nothing(string account) =>
        Assert.False(IsLoose(Allowed(FullControl, User), Allowed(FullControl, account)));

    [Theory]
    [InlineData(Everyone)]
    [InlineData(Users)]
    [InlineData("S-1-5-11")]
    [InlineData("S-1-5-19")]
    [InlineData("S-1-5-80-1-2-3-4-5")]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-500")]
    [InlineData("S-1-15-2-1")]
    public void Anybody_else_loosens_it(string account) =>
        Assert.True(IsLoose(Allowed(FullControl, User), Allowed(FullControl, account)));

    [Theory]
    [InlineData(0x1)]
    [InlineData(0x2)]
    [InlineData(0x4)]
    [InlineData(0x40000)]
    [InlineData(0x80000)]
    [InlineData(0x10000000)]
    [InlineData(0x40000000)]
    [InlineData(0x80000000)]
    [InlineData(0x1200a9)]
    public void Each_right_to_read_or_write_or_to_take_such_a_right_counts(uint rights) =>
        Assert.True(IsLoose(Allowed(rights, Users)));

    [Theory]
    [InlineData(0)]
    [InlineData(0x20)]
    [InlineData(0x80)]
    [InlineData(0x20000)]
    [InlineData(0x100000)]
    [InlineData(0x20000000)]
    public void Rights_that_show_nothing_of_the_content_do_not(uint rights) => Assert.False(IsLoose(Allowed(rights, Users)));

    [Fact]
    public void What_grants_nothing_for_the_file_itself_does_not_loosen() => Assert.False(IsLoose(new AccessEntry(IsEffective: false, FullControl, Everyone)));

    [Fact]
    public void What_is_denied_does_not_outweigh_what_is_allowed() =>
        Assert.True(IsLoose(new AccessEntry(IsEffective: false, FullControl, Users), Allowed(FullControl, Everyone)));

    [Fact]
    public void Without_a_list_everybody_may_do_everything() => Assert.True(new FileSecurity(User, null).IsLoose(User));

    [Fact]
    public void With_an_empty_list_nobody_may_do_anything() => Assert.False(IsLoose());

    [Theory]
    [InlineData(User, true)]
    [InlineData(LocalSystem, true)]
    [InlineData(Administrators, true)]
    [InlineData(Users, false)]
    [InlineData(Everyone, false)]
    [InlineData(null, false)]
    public void It_belongs_to_us_or_to_those_who_administer_the_machine(string? owner, bool isOurs) =>
        Assert.Equal(isOurs, new FileSecurity(owner, []).BelongsTo(User));

    [Theory(Skip = OnlyOnWindows, SkipType = typeof(WindowsFactAttribute), SkipUnless = nameof(WindowsFactAttribute.IsWindows))]
    [InlineData("O:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)", false)]
    [InlineData("O:BAD:PAI(A;;FA;;;SY)(A;ID;FR;;;BU)", true)]
    [InlineData("O:BAD:(D;;FA;;;WD)(A;OICIIO;GA;;;WD)", false)]
    [InlineData("O:BAD:(D;;FA;;;BU)(A;;FA;;;WD)", true)]
    [InlineData("O:BA", true)]
    [InlineData("O:BAD:", false)]
    public void Windows_own_form_is_read_so(string sddl, bool isLoose)
    {
        var security = FileSecurity.Of(new RawSecurityDescriptor(sddl));
        Assert.True(security.BelongsTo(User));
        Assert.Equal(isLoose, security.IsLoose(User));
    }

    [Theory(Skip = OnlyOnWindows, SkipType = typeof(WindowsFactAttribute), SkipUnless = nameof(WindowsFactAttribute.IsWindows))]
    [InlineData(0, Users, true)]
    [InlineData(1, Everyone, false)]
    [InlineData(9, Users, true)]
    [InlineData(9, User, false)]
    [InlineData(10, Everyone, false)]
    public void Plain_entries_and_those_with_a_condition_are_their_accounts(byte kind, string account, bool isLoose) =>
        Assert.Equal(isLoose, IsLoose(DescriptorBytes.Entry(kind, FullControl, 0, [.. DescriptorBytes.Sid(account), .. kind > 1 ? [.. "artx"u8, 0, 0, 0, 0] : Array.Empty<byte>()])));

    [Theory(Skip = OnlyOnWindows, SkipType = typeof(WindowsFactAttribute), SkipUnless = nameof(WindowsFactAttribute.IsWindows))]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(200, true)]
    public void Entries_of_other_kinds_are_everybodys(byte kind, bool isLoose) =>
        Assert.Equal(isLoose, IsLoose(DescriptorBytes.Entry(kind, FullControl, 0, [1, 0, 0, 0, .. new byte[16], .. DescriptorBytes.Sid(User)])));

    private static AccessEntry Allowed(uint rights, string account) => new(IsEffective: true, rights, account);

    private static bool IsLoose(params AccessEntry[] entries) => new FileSecurity(User, entries).IsLoose(User);

    private static bool IsLoose(byte[] entry) => FileSecurity.Of(new RawSecurityDescriptor(DescriptorBytes.Of(User, entry), 0)).IsLoose(User);
}
