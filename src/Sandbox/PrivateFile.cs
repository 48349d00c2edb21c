using System.Text;

namespace WorkerRunner.Sandbox;

/// <summary>Runners insist that a configuration with secrets in it is their owner's alone.</summary>
internal static class PrivateFile
{
    /// <summary>Writes one, or over one.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        writer.Write(text);
    }
}
