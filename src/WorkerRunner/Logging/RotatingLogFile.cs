using WorkerRunner.Machine;

namespace WorkerRunner.Logging;

/// <summary>
/// A log file of limited size: one that is full becomes <c>path.1</c>, what was that <c>path.2</c> and so on, and the oldest goes. Lines stay
/// whole; one that is larger than a file has a file of its own. It is opened with the first line, goes on where an earlier run ended, and
/// may be read, renamed and deleted by others meanwhile. A device or a pipe is written to and stays what it is.
/// </summary>
/// <param name="path">Gives the full path.</param>
/// <param name="maxSize">When a file is full, in bytes.</param>
/// <param name="maxFiles">How many files there are at most, the present one among them.</param>
/// <param name="guard">Tells a file from a device.</param>
internal sealed class RotatingLogFile(Func<string> path, long maxSize, int maxFiles, IFileGuard guard) : WriteOnlyStream
{
    private const int Mode = 0x1a0; // 0640: secrets are masked, but it is not for everybody.

    private FileStream? file;
    private long size;
    private long fullAt;
    private bool isAtLineStart = true;
    private bool mayBeTorn;

    /// <summary>After a failure the file is opened anew, and half a line that was written is ended.</summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            WriteLines(buffer, offset, count);
        }
        catch
        {
            mayBeTorn = true;
            Abandon();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) CloseFile();
        base.Dispose(disposing);
    }

    private void WriteLines(byte[] lines, int offset, int count)
    {
        OpenFile();
        while (count > 0)
        {
            var fitting = Fitting(lines.AsSpan(offset, count));
            if (fitting == 0)
            {
                Rotate();
                continue;
            }
            file!.Write(lines, offset, fitting);
            isAtLineStart = lines[offset + fitting - 1] == '\n';
            size += fitting;
            offset += fitting;
            count -= fitting;
        }
        file!.Flush();
    }

    /// <summary>How much of the lines goes to the present file: all that is whole and has room. 0: none, it is full.</summary>
    private int Fitting(ReadOnlySpan<byte> lines)
    {
        var room = fullAt - size;
        if (lines.Length <= room) return lines.Length;
        var whole = room > 0 ? lines.Slice(0, (int)room).LastIndexOf((byte)'\n') + 1 : 0;
        if (whole > 0 || (isAtLineStart && size > 0)) return whole;
        // The rest of a line that has begun already, or one that is larger than a file.
        var end = lines.IndexOf((byte)'\n') + 1;
        return end > 0 ? end : lines.Length;
    }

    private void OpenFile()
    {
        if (file is null)
        {
            var full = path();
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            file = SharedFileCreation.OpenOrCreate(full, Mode);
            if (file.CanSeek) file.Seek(0, SeekOrigin.End);
            fullAt = guard.IsRegular(file) ? maxSize : long.MaxValue;
            isAtLineStart = true;
            if (mayBeTorn && guard.IsRegular(file) && !EndsWithLine(full)) file.WriteByte((byte)'\n');
            mayBeTorn = false;
        }
        // Another command of the same run may have written meanwhile; and a device has no size.
        if (file.CanSeek) size = file.Seek(0, SeekOrigin.End);
    }

    private static bool EndsWithLine(string full)
    {
        using var reader = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (reader.Length == 0) return true;
        reader.Seek(-1, SeekOrigin.End);
        return reader.ReadByte() == '\n';
    }

    private void Rotate()
    {
        CloseFile();
        try
        {
            for (var number = maxFiles - 1; number > 0; number--)
                if (File.Exists(Numbered(number - 1))) AtomicMove.Over(Numbered(number - 1), Numbered(number));
            if (maxFiles == 1) File.Delete(path());
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            // Somebody keeps a file open who lets nobody rename it: better too large a log than none.
            OpenFile();
            fullAt = size + maxSize;
            return;
        }
        OpenFile();
    }

    private string Numbered(int number) => number == 0 ? path() : $"{path()}.{number}";

    /// <summary>On .NET Framework a file that could not be written tries again when it is closed, and fails again.</summary>
    private void Abandon()
    {
        try
        {
            CloseFile();
        }
        catch (IOException)
        {
            file = null;
        }
    }

    private void CloseFile()
    {
        file?.Dispose();
        file = null;
    }
}
