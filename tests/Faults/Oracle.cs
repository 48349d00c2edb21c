using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Faults.Tests;

/// <summary>
/// The one judge of all runs: the worker runs, or there is exactly one clear error within its documented limit; and whatever
/// happens, no secret is seen and no machine is shut down that was not to be.
/// </summary>
internal static class Oracle
{
    private const int LongestMessage = 4000;

    // A call is tried for 15 minutes and its last attempt may take 30 s; a worker waits three minutes for its renewal.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15 + 3 + 1);

    /// <summary>What is wrong with a run; nothing, if all is well.</summary>
    public static IEnumerable<string> Judge(Outcome outcome, bool mustRun, bool mayShutDown)
    {
        if (outcome.Error is not null and not WorkerRunnerException)
            yield return $"an internal error: {outcome.Error}";
        if (mustRun && outcome.Error is not null)
            yield return $"it should have recovered: {outcome.Error.Message}";
        if (outcome.Error is null && !outcome.WorkerRan)
            yield return "neither a worker nor an error";
        if (outcome.Duration > Limit)
            yield return $"it took {outcome.Duration}";
        if (outcome.Shutdowns > 0 && !mayShutDown)
            yield return "the machine was shut down";
        foreach (var complaint in Errors(outcome).Concat(Lines(outcome)).Concat(Secrets(outcome)))
            yield return complaint;
    }

    private static IEnumerable<string> Errors(Outcome outcome)
    {
        var said = outcome.Entries.Where(e => e.Source == LogSource.Runner && e.Level == LogLevel.Error).Select(e => e.Text).ToList();
        if (outcome.Error is WorkerRunnerException error)
            said.Add(error.ToLogLine());
        if (said.Count > 1)
            yield return $"{said.Count} errors: {string.Join(" | ", said)}";
    }

    private static IEnumerable<string> Lines(Outcome outcome) => BadLines(outcome).Take(1);

    private static IEnumerable<string> BadLines(Outcome outcome)
    {
        var texts = outcome.Entries
            .Where(e => e.Source == LogSource.Runner && e.Level >= LogLevel.Information).Select(e => e.Text)
            .Append((outcome.Error as WorkerRunnerException)?.ToLogLine() ?? "");
        foreach (var text in texts)
        {
            if (text.AsSpan().IndexOfAny('\n', '\r', '\u2028') >= 0 || text.Contains('\u001b'))
                yield return $"not one line: {text}";
            if (text.Length > LongestMessage)
                yield return $"{text.Length} characters: {text[..200]}";
        }
    }

    private static IEnumerable<string> Secrets(Outcome outcome)
    {
        var texts = outcome.Entries.Select(e => e.Text).Append(outcome.Error?.ToString() ?? "").ToList();
        foreach (var secret in outcome.Secrets.Distinct())
        {
            if (texts.Find(text => Pieces(secret).Any(piece => text.Contains(piece, StringComparison.Ordinal))) is { } text)
                yield return $"a secret is in: {text[..Math.Min(text.Length, 400)]}";
        }
    }

    /// <summary>A secret need not be there whole to be lost.</summary>
    private static IEnumerable<string> Pieces(string secret) =>
        secret.Length < 40 ? [secret] : [secret[..20], secret.Substring(secret.Length / 2, 20), secret[^20..]];
}
