using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Values;

/// <summary>
/// The base of every error that WorkerRunner reports to a person: its message says what failed, where and why;
/// <see cref="Advice"/> says what to do about it. No message ever holds a secret.
/// </summary>
public abstract class WorkerRunnerException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">See <see cref="ErrorId"/>.</param>
    /// <param name="message">What failed, where, and why.</param>
    /// <param name="advice">What to do about it, or null where there is nothing to say.</param>
    /// <param name="inner">The error under this one, if any.</param>
    protected WorkerRunnerException(string errorId, string message, string? advice = null, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Advice = advice;
    }

    /// <summary>A stable name of the kind of error, the same in every release; PowerShell shows it as FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>What to do about it, in one or two sentences; null where the message says it all.</summary>
    public string? Advice { get; }

    /// <summary>Where the time of the run went that ended with this error; null where it belongs to no run.</summary>
    public Timeline? Timeline { get; internal set; }

    /// <summary>Message and advice in one line, as the log shows it.</summary>
    public string ToLogLine() => WithAdvice(Message, Advice);

    /// <summary>Any exception in one line, as the log shows it: one that is not ours with its type.</summary>
    internal static string LineOf(Exception e) => e is WorkerRunnerException known ? known.ToLogLine() : $"{e.GetType().Name}: {e.Message}";

    /// <summary>A message and advice as two sentences in one line.</summary>
    internal static string WithAdvice(string message, string? advice)
    {
        if (advice is null) return message;
        return message.Length > 0 && message[message.Length - 1] is '.' or '?' or '!' ? $"{message} {advice}" : $"{message}. {advice}";
    }
}
