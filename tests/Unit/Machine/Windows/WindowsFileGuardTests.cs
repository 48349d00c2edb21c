using System.Security.AccessControl;
using System.Security.Principal;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

#pragma warning disable CA1416 // Skipped elsewhere.
public sealed class WindowsFileGuardTests : IDisposable
{
    private const string OnlyBits = "Wine keeps permission bits, and shows the access rights that they come to.";

    private readonly TempFolder folder;
    private readonly List<TimeSpan> pauses = [];
    private readonly WindowsFileGuard guard;
    private Action onPause = () => { };

    public WindowsFileGuardTests()
    {
        Test.WindowsOnly();
        folder = new TempFolder();
        guard = new WindowsFileGuard(limit =>
        {
            pauses.Add(limit);
            onPause();
        });
    }

    public void Dispose() => folder?.Dispose();

    [Fact]
    public void What_is_created_private_is_so_with_its_content_in_it()
    {
        var path = Create("a file");
        Assert.False(guard.IsLoose(path));
        Assert.Equal("secret", File.ReadAllText(path));
    }

    [Fact]
    public void Nobody_else_opens_it_while_it_is_written()
    {
        using var file = guard.CreatePrivate(folder.File("new"));
        Assert.Throws<IOException>(() => File.ReadAllText(folder.File("new")));
    }

    [Fact(Skip = OnlyBits, SkipType = typeof(Wine), SkipWhen = nameof(Wine.IsHere))]
    public void Its_list_holds_three_accounts_and_inherits_nothing()
    {
        var security = new FileInfo(Create("new")).GetAccessControl();
        Assert.True(security.AreAccessRulesProtected);
        var rules = security.GetAccessRules(true, true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>().ToList();
        Assert.Equal(
            new[] { SecurityDescriptor.CurrentUser, "S-1-5-18", "S-1-5-32-544" }.Distinct().Order(), rules.Select(r => r.IdentityReference.Value).Distinct().Order());
        Assert.All(rules, r => Assert.Equal((AccessControlType.Allow, FileSystemRights.FullControl), (r.AccessControlType, r.FileSystemRights)));
    }

    [Fact]
    public void There_must_be_none_yet()
    {
        var path = Create("new");
        var error = Assert.Throws<IOException>(() => guard.CreatePrivate(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_path_with_spaces_is_as_good_as_any()
    {
        var deep = folder.File(string.Join('\\', Enumerable.Repeat("a long name with spaces", 15)));
        Directory.CreateDirectory(deep);
        var (source, destination) = (Path.Combine(deep, "source"), Path.Combine(deep, "destination"));
        Write(source);
        Assert.False(guard.IsLoose(source));
        guard.Tighten(source);
        guard.Replace(source, destination);
        guard.Publish(destination, 0x1ed);
        Assert.Equal("secret", File.ReadAllText(destination));
    }

    [Fact]
    public void One_that_everybody_may_read_is_loose_until_it_is_tightened()
    {
        var path = Create("new");
        Grant(path, WellKnownSidType.WorldSid);
        Assert.True(guard.IsLoose(path));
        guard.Tighten(path);
        Assert.False(guard.IsLoose(path));
        Assert.Equal("secret", File.ReadAllText(path));
    }

    [Fact(Skip = OnlyBits, SkipType = typeof(Wine), SkipWhen = nameof(Wine.IsHere))]
    public void What_is_published_has_the_rights_of_its_folder()
    {
        Grant(folder.Path, WellKnownSidType.BuiltinUsersSid);
        var path = Create("new");
        Assert.False(guard.IsLoose(path));
        guard.Publish(path, 0x1ed);
        Assert.True(guard.IsLoose(path));
        Assert.False(new FileInfo(path).GetAccessControl().AreAccessRulesProtected);
    }

    [Fact]
    public void What_is_published_for_its_owner_alone_stays_private()
    {
        var path = Create("new");
        guard.Publish(path, 0x1c0);
        Assert.False(guard.IsLoose(path));
    }

    [Fact]
    public void A_replaced_file_is_as_private_as_what_takes_its_place()
    {
        var (source, destination) = (Create("source"), folder.File("destination"));
        File.WriteAllText(destination, "old");
        Grant(destination, WellKnownSidType.WorldSid);
        guard.Replace(source, destination);
        Assert.False(guard.IsLoose(destination));
        Assert.Equal("secret", File.ReadAllText(destination));
        Assert.Equal(["destination"], folder.Contents());
    }

    [Fact]
    public void A_file_that_somebody_has_open_for_a_moment_is_replaced_then()
    {
        var (source, destination) = (Create("source"), Create("destination"));
        using var scanner = new FileStream(destination, FileMode.Open, FileAccess.Read, FileShare.Read);
        onPause = () =>
        {
            if (pauses.Count == 3) scanner.Dispose();
        };
        guard.Replace(source, destination);
        Assert.Equal(3, pauses.Count);
    }

    [Fact]
    public void One_that_stays_open_is_not_waited_for_for_ever()
    {
        var (source, destination) = (Create("source"), Create("destination"));
        using var scanner = new FileStream(destination, FileMode.Open, FileAccess.Read, FileShare.Read);
        var error = Assert.Throws<IOException>(() => guard.Replace(source, destination));
        Assert.Contains(destination, error.Message, StringComparison.Ordinal);
        Assert.InRange(pauses.Sum(p => p.TotalSeconds), 1, 2);
    }

    [Fact]
    public void A_folder_cannot_be_replaced_and_is_not_waited_for()
    {
        Directory.CreateDirectory(folder.File("destination"));
        Assert.Throws<IOException>(() => guard.Replace(Create("source"), folder.File("destination")));
        Assert.Empty(pauses);
    }

    [Fact]
    public void A_folder_is_no_regular_file() => Assert.Contains("not a regular file", Assert.Throws<FileGuardException>(() => guard.IsLoose(folder.Path)).Message);

    [Fact]
    public void Neither_is_a_device() => Assert.Contains("not a regular file", Assert.Throws<FileGuardException>(() => guard.IsLoose("NUL")).Message);

    [Fact]
    public void One_that_is_not_there_cannot_be_looked_at()
    {
        var error = Assert.Throws<IOException>(() => guard.IsLoose(folder.File("missing")));
        Assert.StartsWith($"{folder.File("missing")} cannot be looked at: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_rights_cannot_be_changed_is_an_error_with_advice()
    {
        var error = Assert.Throws<FileGuardException>(() => guard.Tighten(folder.File("missing")));
        Assert.Contains("icacls", error.Advice!, StringComparison.Ordinal);
    }

    private static void Grant(string path, WellKnownSidType account)
    {
        var rule = new FileSystemAccessRule(
            new SecurityIdentifier(account, null), FileSystemRights.Read, InheritanceFlags.None, PropagationFlags.None, AccessControlType.Allow);
        if (Directory.Exists(path))
        {
            var inherited = new FileSystemAccessRule(
                rule.IdentityReference, FileSystemRights.Read, InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow);
            var folderSecurity = new DirectoryInfo(path).GetAccessControl();
            folderSecurity.AddAccessRule(inherited);
            new DirectoryInfo(path).SetAccessControl(folderSecurity);
            return;
        }
        var security = new FileInfo(path).GetAccessControl();
        security.AddAccessRule(rule);
        new FileInfo(path).SetAccessControl(security);
    }

    private string Create(string name)
    {
        var path = folder.File(name);
        Write(path);
        return path;
    }

    private void Write(string path)
    {
        using var file = guard.CreatePrivate(path);
        file.Write("secret"u8);
    }
}
#pragma warning restore CA1416
