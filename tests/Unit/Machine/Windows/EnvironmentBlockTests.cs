using System.Collections;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class EnvironmentBlockTests
{
    private static readonly Hashtable Ours = new() { ["Path"] = @"C:\Windows", ["b"] = "2", ["EMPTY"] = "" };

    [Fact]
    public void Our_variables_are_inherited_and_sorted() => Assert.Equal("b=2\0EMPTY=\0Path=C:\\Windows\0\0", EnvironmentBlock.Of(Ours, []));

    [Fact]
    public void Others_are_added_or_stand_in_their_place_whatever_their_case() =>
        Assert.Equal("A=1\0b=2\0EMPTY=\0Path=new\0\0", EnvironmentBlock.Of(Ours, [new("PATH", "new"), new("A", "1")]));
}
