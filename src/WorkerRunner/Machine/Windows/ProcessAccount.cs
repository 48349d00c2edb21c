using System.Security.Principal;

namespace WorkerRunner.Machine.Windows;

/// <summary>Whose a process is.</summary>
/// <param name="User">The SID of the account that it runs as.</param>
/// <param name="Owner">The SID that what it makes belongs to: that of Administrators where it runs with their rights.</param>
internal sealed record ProcessAccount(string? User, string? Owner)
{
    private const uint QueryLimitedInformation = 0x1000;
    private const uint QueryToken = 0x8;

    /// <summary>Whether it may be believed: it is our account's, SYSTEM's or an administrator's, who can do everything anyway.</summary>
    public bool IsTrusted => new FileSecurity(User, []).BelongsTo(SecurityDescriptor.CurrentUser) || new FileSecurity(Owner, []).BelongsTo(SecurityDescriptor.CurrentUser);

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    /// <summary>That of a process; one that we may not look at is nobody's whom we trust.</summary>
    public static ProcessAccount Of(int process)
    {
        using var opened = Kernel32.OpenProcess(QueryLimitedInformation, inheritHandle: false, process);
        if (opened.IsInvalid || !AdvApi32.OpenProcessToken(opened.DangerousGetHandle(), QueryToken, out var token)) return new(null, null);
        using (token)
        using (var identity = new WindowsIdentity(token.DangerousGetHandle()))
            return new(identity.User?.Value, identity.Owner?.Value);
    }
#pragma warning restore CA1416
}
