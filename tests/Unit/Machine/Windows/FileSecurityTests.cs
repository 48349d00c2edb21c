using System.Runtime.InteropServices;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class FileSecurityTests
{
    private const string User = "S-1-5-21-1004336348-1177238915-682003330-4294967295";
    private const string LocalSystem = "S-1-5-18";
    private const string Administrators = "S-1-5-32-544";
    private const string Users = "S-1-5-32-545";
    private const string Everyone = "S-1-1-0";
    private const uint FullControl = 0x1f01ff;
    private const byte Allow = 0;
    private const byte Deny = 1;
    private const byte Inherited = 0x10;
    private const byte InheritOnly = 0x08;

    [Theory]
    [InlineData(User)]
    [InlineData(LocalSystem)]
    [InlineData(Administrators)]
    [InlineData("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("S-1-3-4")]
    [InlineData("S-1-3-0")]
    public void Who_may_do_everything_anyway_loosens_nothing(string account) =>
        Assert.False(IsLoose(DescriptorBytes.Entry(Allow, FullControl, User), DescriptorBytes.Entry(Allow, FullControl, account)));

    [Theory]
    [InlineData(Everyone)]
    [InlineData(Users)]
    [InlineData("S-1-5-11")]
    [InlineData("S-1-5-19")]
    [InlineData("S-1-5-80-1-2-3-4-5")]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-500")]
    [InlineData("S-1-15-2-1")]
    public void Anybody_else_loosens_it(string account) =>
        Assert.True(IsLoose(DescriptorBytes.Entry(Allow, FullControl, User), DescriptorBytes.Entry(Allow, FullControl, account)));

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
        Assert.True(IsLoose(DescriptorBytes.Entry(Allow, rights, Users)));

    [Theory]
    [InlineData(0)]
    [InlineData(0x20)]
    [InlineData(0x80)]
    [InlineData(0x20000)]
    [InlineData(0x100000)]
    [InlineData(0x20000000)]
    public void Rights_that_show_nothing_of_the_content_do_not(uint rights) => Assert.False(IsLoose(DescriptorBytes.Entry(Allow, rights, Users)));

    [Fact]
    public void What_is_inherited_counts() => Assert.True(IsLoose(DescriptorBytes.Entry(Allow, FullControl, Users, Inherited)));

    [Fact]
    public void What_is_only_handed_down_does_not() => Assert.False(IsLoose(DescriptorBytes.Entry(Allow, FullControl, Users, InheritOnly)));

    [Theory]
    [InlineData(Deny)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(12)]
    public void What_is_denied_does_not_loosen(byte kind) => Assert.False(IsLoose(DescriptorBytes.Entry(kind, FullControl, Everyone)));

    [Fact]
    public void What_is_denied_does_not_outweigh_what_is_allowed() =>
        Assert.True(IsLoose(DescriptorBytes.Entry(Deny, FullControl, Users), DescriptorBytes.Entry(Allow, FullControl, Everyone)));

    [Fact]
    public void A_condition_counts_as_met() =>
        Assert.True(IsLoose(DescriptorBytes.Entry(9, FullControl, 0, [.. DescriptorBytes.Sid(Users), .. "artx"u8, 0, 0, 0, 0])));

    [Fact]
    public void A_condition_on_our_own_rights_does_not() =>
        Assert.False(IsLoose(DescriptorBytes.Entry(9, FullControl, 0, [.. DescriptorBytes.Sid(User), .. "artx"u8, 0, 0, 0, 0])));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(200)]
    public void An_entry_of_another_kind_counts_as_everybodys(byte kind) =>
        Assert.True(IsLoose(DescriptorBytes.Entry(kind, FullControl, 0, [1, 0, 0, 0, .. new byte[16], .. DescriptorBytes.Sid(User)])));

    [Fact]
    public void Without_a_list_everybody_may_do_everything() => Assert.True(FileSecurity.Parse(DescriptorBytes.Of(User, null)).IsLoose(User));

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
        Assert.Equal(isOurs, FileSecurity.Parse(DescriptorBytes.Of(owner)).BelongsTo(User));

    [Theory]
    [InlineData(User)]
    [InlineData(Everyone)]
    [InlineData("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("S-1-12345678901-4294967295")]
    public void Accounts_are_shown_as_Windows_shows_them(string owner) => Assert.Equal(owner, FileSecurity.Parse(DescriptorBytes.Of(owner)).Owner);

    [Fact]
    public void One_that_ends_too_early_is_none()
    {
        var whole = DescriptorBytes.Of(User, DescriptorBytes.Entry(Allow, FullControl, Users));
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Throws<FormatException>(() => FileSecurity.Parse(whole[..length])));
    }

    [Theory]
    [InlineData("O:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)", false)]
    [InlineData("O:BAD:PAI(A;;FA;;;SY)(A;ID;FR;;;BU)", true)]
    [InlineData("O:BAD:(D;;FA;;;WD)(A;OICIIO;GA;;;WD)", false)]
    [InlineData("O:BA", true)]
    public void What_Windows_makes_of_SDDL_is_read_alike(string sddl, bool isLoose)
    {
        Test.WindowsOnly();
        var security = FileSecurity.Parse(Compiled(sddl));
        Assert.True(security.BelongsTo(User));
        Assert.Equal(isLoose, security.IsLoose(User));
    }

    private static bool IsLoose(params byte[][] entries) => FileSecurity.Parse(DescriptorBytes.Of(User, entries)).IsLoose(User);

    private static byte[] Compiled(string sddl)
    {
        using var descriptor = SecurityDescriptor.FromSddl(sddl);
        var bytes = new byte[GetSecurityDescriptorLength(descriptor)];
        Marshal.Copy(descriptor.DangerousGetHandle(), bytes, 0, bytes.Length);
        return bytes;
    }

    [DllImport("advapi32.dll")]
    private static extern int GetSecurityDescriptorLength(SecurityDescriptor descriptor);
}
