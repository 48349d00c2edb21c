using System.Management.Automation;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Input;

/// <summary>A path names something that is no file.</summary>
internal sealed class NoFileException : WorkerRunnerException
{
    private const string FileSystem = "FileSystem";

    private NoFileException(string path, ProviderInfo provider)
        : base("PathNotFileSystem", $"{path} is not a file: it belongs to the PowerShell provider {provider.Name}.", "Give a file system path.")
    {
    }

    /// <summary>The path that was found for another, where it is one of the file system.</summary>
    public static string Check(string path, ProviderInfo provider, string resolved) =>
        provider.Name == FileSystem ? resolved : throw new NoFileException(path, provider);
}
