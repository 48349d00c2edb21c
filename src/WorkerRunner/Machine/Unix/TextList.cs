using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace WorkerRunner.Machine.Unix;

/// <summary>Texts as C has them: each in UTF-8 and ended by a zero, in a list that ends with one.</summary>
internal sealed class TextList : IDisposable
{
    private static readonly string[] NotForPrograms = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

    private TextList(IEnumerable<string> texts)
    {
        var list = new List<IntPtr>();
        foreach (var text in texts) list.Add(InUtf8(text));
        list.Add(IntPtr.Zero);
        Pointers = [.. list];
    }

    public IntPtr[] Pointers { get; }

    /// <summary>A program's name and its arguments.</summary>
    public static TextList ArgumentsOf(ProgramStart start) => new([start.Program, .. start.Arguments]);

    /// <summary>Our environment variables with those that the program gets beside them.</summary>
    public static TextList EnvironmentOf(ProgramStart start)
    {
        var variables = Environment.GetEnvironmentVariables();
        // What a service manager wants to hear is the runner's to say.
        foreach (var own in NotForPrograms) variables.Remove(own);
        foreach (var variable in start.Variables) variables[variable.Key] = variable.Value;
        return new(Entries(variables));
    }

    public void Dispose()
    {
        foreach (var text in Pointers) Marshal.FreeHGlobal(text);
    }

    private static IEnumerable<string> Entries(IDictionary variables)
    {
        foreach (DictionaryEntry variable in variables) yield return $"{variable.Key}={variable.Value}";
    }

    private static IntPtr InUtf8(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        var memory = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, memory, bytes.Length);
        return memory;
    }
}
