using System.Runtime.InteropServices;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class CommandLineTests
{
    public static TheoryData<string, string> Quoted => new()
    {
        { "plain", "plain" },
        { "", "\"\"" },
        { "two words", "\"two words\"" },
        { "a\ttab", "\"a\ttab\"" },
        { @"C:\no\quotes\", @"C:\no\quotes\" },
        { @"C:\Program Files\", "\"C:\\Program Files\\\\\"" },
        { "say \"hi\"", "\"say \\\"hi\\\"\"" },
        { @"back\""slash", @"""back\\\""slash""" },
        { @"two\\""", @"""two\\\\\""""" },
        { "ünïcode 🎉", "\"ünïcode 🎉\"" },
    };

    [Theory]
    [MemberData(nameof(Quoted))]
    public void An_argument_is_quoted_where_it_must_be(string argument, string quoted) => Assert.Equal($"x {quoted} y", CommandLine.Join(["x", argument, "y"]));

    [Theory]
    [MemberData(nameof(Quoted))]
    public void Windows_takes_it_apart_again(string argument, string quoted)
    {
        Test.WindowsOnly();
        Assert.NotEmpty(quoted);
        Assert.Equal(["x", argument, "y"], TakenApart(CommandLine.Join(["x", argument, "y"])));
    }

    [Theory]
    [InlineData(@"C:\Program Files\worker.exe")]
    [InlineData(@"C:\Program Files\worker")]
    public void A_program_is_started_itself(string program) =>
        Assert.Equal(new CommandLine(program, $"\"{program}\" run --config \"a b\""), CommandLine.For(program, ["run", "--config", "a b"]));

    [Theory]
    [InlineData("worker.cmd")]
    [InlineData("worker.BAT")]
    public void A_batch_file_is_given_to_its_interpreter(string program)
    {
        var command = CommandLine.For(program, ["run", "a & b"]);
        Assert.EndsWith("cmd.exe", command.Application, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith($"cmd.exe /d /s /c \"\"{program}\" \"run\" \"a & b\"\"", command.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("say \"hi\"")]
    [InlineData("two\nlines")]
    public void What_a_batch_file_would_misread_is_refused(string argument)
    {
        var error = Assert.Throws<MachineException>(() => CommandLine.For("worker.cmd", ["run", argument]));
        Assert.Contains(argument, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_is_given_to_PowerShell_where_Windows_keeps_it()
    {
        var command = CommandLine.For("worker.ps1", ["run"]);
        Assert.Equal(Path.Combine(Environment.SystemDirectory, "WindowsPowerShell", "v1.0", "powershell.exe"), command.Application);
        Assert.EndsWith("powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File worker.ps1 run", command.Text, StringComparison.Ordinal);
    }

    private static string[] TakenApart(string commandLine)
    {
        var list = CommandLineToArgvW(commandLine, out var count);
        return [.. Enumerable.Range(0, count).Select(i => Marshal.PtrToStringUni(Marshal.ReadIntPtr(list, i * IntPtr.Size))!)];
    }

    [DllImport("shell32.dll", CharSet = CharSet.Unicode)]
    private static extern nint CommandLineToArgvW(string text, out int count);
}
