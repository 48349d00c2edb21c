namespace WorkerRunner.Machine;

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
