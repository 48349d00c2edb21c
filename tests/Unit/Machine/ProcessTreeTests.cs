using System.ComponentModel;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Machine;

public sealed class ProcessTreeTests
{
    [Fact]
    public void One_that_cannot_be_killed_keeps_no_other_alive()
    {
        List<int> killed = [];
        var error = Assert.Throws<Win32Exception>(() => ProcessTree.KillAll([1, 2, 3], id =>
        {
            if (id == 2) throw new Win32Exception(5);
            killed.Add(id);
        }));
        Assert.Equal(5, error.NativeErrorCode);
        Assert.Equal([1, 3], killed);
    }
}
