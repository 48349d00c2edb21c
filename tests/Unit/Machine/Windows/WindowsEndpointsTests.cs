using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using Microsoft.Win32.SafeHandles;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

[SupportedOSPlatform("windows")]
public sealed class WindowsEndpointsTests
{
    private readonly string prefix = $"worker-runner-test-{Guid.NewGuid():N}-";

    [WindowsFact]
    public void A_pipe_that_another_process_than_the_named_one_made_is_not_believed()
    {
        using var squatter = new NamedPipeServerStream(prefix + "4");
        Assert.Contains("Somebody else than the runner 4 listens", Assert.Throws<IOException>(() => new WindowsEndpoints(prefix).Connect("4")).Message, StringComparison.Ordinal);
    }

    [WindowsFact]
    public void Nobody_opens_it_over_the_network_nor_another_user_than_ours_and_administrators()
    {
        using var listener = new WindowsEndpoints(prefix).Listen();
        using var client = new NamedPipeClientStream(".", prefix + listener.Name, PipeDirection.InOut);
        client.Connect(5000);
        using var handle = new SafeFileHandle(client.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        var list = new RawSecurityDescriptor(HandleSecurity.ReadList(handle, prefix), 0).DiscretionaryAcl!.Cast<CommonAce>()
            .Select(ace => (ace.AceQualifier, ace.SecurityIdentifier.Value)).ToList();
        Assert.Equal((AceQualifier.AccessDenied, "S-1-5-2"), list[0]);
        Assert.Equal(
            new[] { SecurityDescriptor.CurrentUser, "S-1-5-18", "S-1-5-32-544" }.Select(sid => (AceQualifier.AccessAllowed, sid)).Order(), list.Skip(1).Order());
    }
}
