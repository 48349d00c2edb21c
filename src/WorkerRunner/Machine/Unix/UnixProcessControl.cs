using System.ComponentModel;
using System.Text;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Processes get a session of their own: a Ctrl-C at the terminal then reaches only us, and the whole group can be signalled even after its
/// leader has ended.
/// </summary>
/// <param name="spawn">How the system starts them.</param>
internal sealed class UnixProcessControl(ISpawn spawn) : IProcessControl
{
    // Linux looks no further for an interpreter (BINPRM_BUF_SIZE).
    private const int LongestFirstLine = 256;

    public IReadOnlyList<string> ProgramEndings { get; } = [""];

    public IChildProcess Start(ProgramStart start)
    {
        try
        {
            return UnixChildProcess.Start(start, spawn);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == LibC.NotThere)
        {
            throw new Win32Exception(e.NativeErrorCode, $"{e.Message} ({WhatIsMissing(start)})");
        }
    }

    /// <summary>The system says only that something is not there.</summary>
    private static string WhatIsMissing(ProgramStart start)
    {
        if (!Directory.Exists(start.Folder)) return $"the working folder {start.Folder}";
        if (!File.Exists(start.Program)) return "the program";
        return Interpreter(start.Program) is { } interpreter ? $"its interpreter {interpreter}" : "its dynamic loader";
    }

    /// <summary>What a script's first line names; null for a program.</summary>
    private static string? Interpreter(string program)
    {
        var start = new byte[LongestFirstLine];
        using var file = File.OpenRead(program);
        var line = Encoding.UTF8.GetString(start, 0, file.Read(start, 0, start.Length)).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal) ? line.Substring(2).Trim().Split(' ', '\t')[0] : null;
    }
}
