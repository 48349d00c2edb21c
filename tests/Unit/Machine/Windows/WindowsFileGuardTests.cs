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
        guard.KeepAside(destination, source);
        Assert.Equal("secret", File.ReadAllText(source));
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
    public void A_new_file_that_holds_no_secrets_has_the_rights_of_its_folder()
    {
        Grant(folder.Path, WellKnownSidType.BuiltinUsersSid);
        var path = folder.File("new");
        CreateInPlaceOf(folder.File("missing"), path);
        Assert.True(guard.IsLoose(path));
        Assert.False(new FileInfo(path).GetAccessControl().AreAccessRulesProtected);
    }

    [Fact]
    public void One_that_takes_anothers_place_has_the_others_rights()
    {
        var (other, path) = (Create("other"), folder.File("new"));
        CreateInPlaceOf(other, path);
        Assert.False(guard.IsLoose(path));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact(Skip = OnlyBits, SkipType = typeof(Wine), SkipWhen = nameof(Wine.IsHere))]
    public void Those_that_the_other_was_given_too()
    {
        var (other, path) = (Create("other"), folder.File("new"));
        Grant(other, WellKnownSidType.BuiltinUsersSid);
        CreateInPlaceOf(other, path);
        Assert.Equal(
            new FileInfo(other).GetAccessControl().GetSecurityDescriptorSddlForm(AccessControlSections.Access),
            new FileInfo(path).GetAccessControl().GetSecurityDescriptorSddlForm(AccessControlSections.Access));
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
    public void A_folder_is_no_file() => Assert.Contains("is a folder, not a file", Assert.Throws<FileGuardException>(() => guard.IsLoose(folder.Path)).Message);

    [Fact]
    public void Neither_is_a_device() => Assert.Contains("not a regular file", Assert.Throws<FileGuardException>(() => guard.IsLoose("NUL")).Message);

    [Fact]
    public void Kinds_are_told_apart()
    {
        Assert.Equal(FileKind.None, guard.KindOf(folder.File("missing")));
        Assert.Equal(FileKind.None, guard.KindOf(folder.File("missing\\below")));
        Assert.Equal(FileKind.Regular, guard.KindOf(Create("file")));
        Assert.Equal(FileKind.Folder, guard.KindOf(folder.Path));
        Assert.Equal(FileKind.Special, guard.KindOf("NUL"));
        using var file = new FileStream(folder.File("file"), FileMode.Open);
        Assert.True(guard.IsRegular(file));
    }

    [Fact]
    public void One_that_is_not_there_is_missing() => Assert.Throws<FileNotFoundException>(() => guard.Open(folder.File("missing")));

    [Fact]
    public void What_cannot_be_opened_is_an_error_with_its_own_reason()
    {
        var path = Create("file");
        using var other = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        var error = Assert.Throws<IOException>(() => guard.Open(path));
        Assert.StartsWith($"{path} cannot be opened: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("uccess", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_opened_is_what_is_read_whatever_becomes_of_its_path()
    {
        var path = Create("file");
        using var file = guard.Open(path);
        File.Move(path, folder.File("elsewhere"));
        File.WriteAllText(path, "another");
        file.Tighten();
        Assert.Equal("secret"u8.ToArray(), file.Read(100));
        Assert.Equal("secr"u8.ToArray(), file.Read(3));
    }

    [Fact]
    public void What_is_kept_aside_can_be_put_back()
    {
        var (path, backup) = (Create("file"), folder.File("backup"));
        guard.KeepAside(path, backup);
        File.Delete(path);
        guard.Replace(backup, path);
        Assert.Equal("secret", File.ReadAllText(path));
        Assert.Equal(["file"], folder.Contents());
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

    private void CreateInPlaceOf(string other, string path)
    {
        using var file = guard.CreateInPlaceOf(path, 0x1ed, other);
        file.Write("new"u8);
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
