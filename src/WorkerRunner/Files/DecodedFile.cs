using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>A worker file's content, looked at before any is written.</summary>
internal sealed class DecodedFile : IDisposable
{
    private readonly WorkerFile file;
    private readonly byte[] bytes;
    private readonly ZipContent? zip;

    /// <param name="file">The file.</param>
    /// <param name="target">Its full path.</param>
    /// <param name="guard">Looks at the folders that are there.</param>
    /// <exception cref="WorkerFileException">The content is no base64 or no zip, or an entry is refused.</exception>
    public DecodedFile(WorkerFile file, string target, IFileGuard guard)
    {
        this.file = file;
        Target = target;
        bytes = Decode(file);
        zip = file.Format == WorkerFileFormat.Zip ? ZipContent.Open(bytes, target, guard) : null;
    }

    /// <summary>Where: the file itself, or for a zip the folder to extract to.</summary>
    public string Target { get; }

    /// <summary>How many bytes will be written.</summary>
    public double Size => zip?.Size ?? bytes.Length;

    public bool IsPrivate => file.IsPrivate;

    /// <summary>What is about to be done, for the log.</summary>
    public LogMessage Announcement => zip is null ? Messages.WritingFile(Description, Target) : Messages.Unzipping(Description, Target);

    /// <summary>Each folder that is to be there.</summary>
    public IEnumerable<string> Folders() => zip is null ? [] : [Target, .. zip.Folders()];

    /// <summary>Each file that is to be there: its path, its permission bits where it is new, and what writes its content.</summary>
    public IEnumerable<(string Path, int Mode, Action<Stream, CancellationToken> Write)> Files(int mode) =>
        zip?.Files().Select(f => (f.Path, f.Mode, (Action<Stream, CancellationToken>)f.CopyTo)) ?? [(Target, mode, (output, _) => output.Write(bytes, 0, bytes.Length))];

    public void Dispose() => zip?.Dispose();

    private string Description => file.Description.Length > 0 ? file.Description : "a file";

    private static byte[] Decode(WorkerFile file)
    {
        try
        {
            return Convert.FromBase64String(file.Content.Reveal());
        }
        catch (FormatException e)
        {
            throw new WorkerFileException($"The content of the file for {file.Path} is not valid base64.", "Encode it again, with padding.", e);
        }
    }
}
