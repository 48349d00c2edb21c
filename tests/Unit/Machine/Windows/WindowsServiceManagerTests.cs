using System.ComponentModel;
using System.Diagnostics;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class WindowsServiceManagerTests
{
    private readonly WindowsServiceManager manager = new();

    [WindowsFact]
    public void A_service_that_is_not_there_is_the_systems_error() =>
        Assert.Equal(ServiceError.DoesNotExist, Assert.Throws<Win32Exception>(() => manager.Open("no such service")).NativeErrorCode);

    [WindowsFact]
    public void A_service_of_the_system_has_a_state_and_is_among_the_names()
    {
        // The print spooler: Wine has it too.
        using var service = manager.Open("Spooler");
        Assert.True(Enum.IsDefined(service.Query().State));
        Assert.False(service.IsDisabled);
        Assert.Contains("Spooler", manager.Names, StringComparer.OrdinalIgnoreCase);
    }

    [WindowsFact]
    public void A_display_name_leads_to_the_service()
    {
        var names = manager.Names;
        var display = names[1 + (names.Select((name, i) => (name, i)).First(n => n.name.Equals("Spooler", StringComparison.OrdinalIgnoreCase)).i)];
        using var service = manager.Open(display);
        Assert.Equal("Spooler", service.Name, ignoreCase: true);
    }

    [WindowsFact]
    public async Task A_process_is_killed_with_what_it_started()
    {
        using var outer = Process.Start(new ProcessStartInfo("cmd.exe", ["/c", "cmd.exe /c pause"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await outer.StandardOutput.ReadAsync(new char[1], Test.Token).AsTask().Soon();
        var below = ProcessFamily.Below(outer.Id);
        using var inner = Process.GetProcessById(Assert.Single(below));
        ProcessFamily.Kill(outer.Id);
        await outer.WaitForExitAsync(Test.Token).Soon();
        await inner.WaitForExitAsync(Test.Token).Soon();
    }
}
