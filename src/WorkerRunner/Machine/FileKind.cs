namespace WorkerRunner.Machine;

/// <summary>What a path leads to, where its last part is a link the link itself.</summary>
internal enum FileKind
{
    /// <summary>There is nothing.</summary>
    None,

    /// <summary>A file with content of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, or on Windows another name for a place.</summary>
    Link,

    /// <summary>A device, a named pipe or a socket.</summary>
    Special,
}

/// <summary>What errors call what is no regular file.</summary>
internal static class FileKindName
{
    public static string ToName(this FileKind kind) => kind switch
    {
        FileKind.Folder => "folder",
        FileKind.Link => "link",
        _ => "device, pipe or socket",
    };
}
