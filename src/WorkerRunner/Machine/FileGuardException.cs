using WorkerRunner.Values;

namespace WorkerRunner.Machine;

/// <summary>A file that has to be private is not, or is no file at all.</summary>
internal sealed class FileGuardException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("FileNotPrivate", message, advice, inner)
{
    /// <summary>What is wrong with a path that has to lead to a regular file; null where nothing is.</summary>
    internal static FileGuardException? Of(string path, FileKind kind) => kind switch
    {
        FileKind.Regular => null,
        FileKind.Folder => new FileGuardException($"{path} is a folder, not a file."),
        FileKind.Link => new FileGuardException($"{path} is a link.", "Its target could change at any time: give the path of the file itself."),
        _ => new FileGuardException($"{path} is not a regular file.", "It is a device, a pipe or a socket: give the path of a file."),
    };
}
