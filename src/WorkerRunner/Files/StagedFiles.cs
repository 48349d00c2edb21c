using System.IO.Hashing;
using System.Text;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>
/// Files that take their places together or not at all. Each is written beside its place first; then each is put there in one step, and if one
/// of these steps fails, those before it are taken back. Only a regular file is replaced: no link, device, pipe or folder. What a killed
/// process left beside a place goes when that place is written again.
/// </summary>
internal sealed class StagedFiles(IFileGuard guard) : IDisposable
{
    private const string Prefix = ".worker-runner.";
    private const string Suffix = ".tmp";

    private readonly List<(string Temporary, string Target)> staged = [];
    private readonly HashSet<string> temporaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> leftovers = new(StringComparer.Ordinal);

    /// <summary>Begins a file that holds secrets: nobody else can read it from its first moment, whatever it replaces.</summary>
    /// <param name="target">Its place, a full path; folders on the way are made.</param>
    /// <param name="mode">Its permission bits on Unix.</param>
    /// <exception cref="IOException">It cannot be written, or what is there is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public FileStream AddPrivate(string target, int mode) => Add(target, temporary => guard.CreatePrivate(temporary, mode));

    /// <summary>Begins a file without secrets: an existing one hands down its owner and permissions.</summary>
    /// <param name="target">Its place, a full path; folders on the way are made.</param>
    /// <param name="mode">Its permission bits on Unix where none is there yet, less the umask.</param>
    /// <exception cref="IOException">It cannot be written, or what is there is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public FileStream AddPublic(string target, int mode) => Add(target, temporary => guard.CreateInPlaceOf(temporary, mode, target));

    /// <summary>Puts all in their places.</summary>
    /// <exception cref="IOException">One could not be put there; all places are as they were, or the message says which is not.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Commit()
    {
        var done = new Stack<(string Target, string? Backup)>();
        try
        {
            for (var i = 0; i < staged.Count; i++)
            {
                var (temporary, target) = staged[i];
                RequireReplaceable(target);
                // The last needs none: if it fails, it is as it was.
                if (i < staged.Count - 1) done.Push((target, KeepAside(target)));
                guard.Replace(temporary, target);
            }
        }
        catch (Exception e) when (FileErrors.Include(e) && done.Count > 0)
        {
            TakeBack(done, e);
            throw;
        }
    }

    /// <summary>Removes what is no file in its place; what cannot be removed goes next time.</summary>
    public void Dispose()
    {
        foreach (var temporary in temporaries) Remove(temporary);
    }

    private FileStream Add(string target, Func<string, FileStream> create)
    {
        RequireReplaceable(target);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        RemoveLeftovers(folder, target);
        var temporary = NewTemporary(target);
        staged.Add((temporary, target));
        return create(temporary);
    }

    private void RequireReplaceable(string target)
    {
        if (guard.KindOf(target) is not (FileKind.None or FileKind.Regular) and var kind) throw new IOException($"{target} is a {kind.ToName()}, and is not replaced by a file.");
    }

    private string? KeepAside(string target)
    {
        if (guard.KindOf(target) == FileKind.None) return null;
        var backup = NewTemporary(target);
        guard.KeepAside(target, backup);
        return backup;
    }

    private void TakeBack(Stack<(string Target, string? Backup)> done, Exception cause)
    {
        var failures = "";
        foreach (var (target, backup) in done)
            try
            {
                if (backup is null) File.Delete(target);
                else guard.Replace(backup, target);
            }
            catch (Exception e) when (FileErrors.Include(e))
            {
                failures += $" {target} could not be restored: {e.Message}";
                if (backup is null || !temporaries.Remove(backup)) continue;
                failures += $" Its previous content is in {backup}.";
            }
        if (failures.Length > 0) throw new IOException(cause.Message + failures, cause);
    }

    private string NewTemporary(string target)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $"{PrefixOf(target)}{Random.Shared.Next():x8}{Random.Shared.Next():x8}{Suffix}");
        temporaries.Add(temporary);
        return temporary;
    }

    private void RemoveLeftovers(string folder, string target)
    {
        if (!leftovers.TryGetValue(folder, out var names))
        {
            names = TemporariesIn(folder);
            leftovers.Add(folder, names);
        }
        if (names.Count == 0) return;
        var own = Path.Combine(folder, PrefixOf(target));
        foreach (var name in names)
            if (name.StartsWith(own, StringComparison.Ordinal) && !temporaries.Contains(name)) Remove(name);
    }

    private static List<string> TemporariesIn(string folder)
    {
        try
        {
            // By the names themselves: on Windows "*." in a pattern has a meaning of its own (DOS_STAR), which finds none of these.
            return Directory.EnumerateFiles(folder).Where(IsTemporary).ToList();
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that one may write to but not list.
            return [];
        }
    }

    private static bool IsTemporary(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The beginning of all temporary names of a place: of one length whatever the place's own name, which may be as long as names can be.</summary>
    private static string PrefixOf(string target) => $"{Prefix}{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(Path.GetFileName(target))):x8}.";

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            // Somebody, such as a virus scanner, has it open.
        }
    }
}
