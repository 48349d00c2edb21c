namespace WorkerRunner.Packaging;

/// <summary>A file in an archive.</summary>
/// <param name="Name">Its path in the archive, with slashes.</param>
/// <param name="Source">The file.</param>
/// <param name="IsProgram">Whether it can be run.</param>
internal sealed record PackagedFile(string Name, string Source, bool IsProgram = false)
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Its permissions on Unix, whatever those of the sources are.</summary>
    public UnixFileMode Mode => IsProgram ? ReadableByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : ReadableByAll;
}
