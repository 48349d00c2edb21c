using System.Collections;
using System.Globalization;
using System.Management.Automation;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// One log line: what an information record of this module carries as its MessageData. It is a message for the host as Write-Host's are,
/// which is how PowerShell knows what to display of it.
/// </summary>
public sealed class WorkerLogRecord : HostInformationMessage
{
    // A redirection asks for it once more.
    private string? text;

    internal WorkerLogRecord(DateTimeOffset time, LogSource source, LogLevel level, string message, IDictionary? body)
    {
        Time = time;
        Source = NameOf(source);
        Level = NameOf(level);
        Message = message;
        Body = body;
    }

    /// <summary>When it was said, in local time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary><c>Runner</c>, <c>Worker</c>, or <c>WorkerError</c> for what the worker wrote to stderr.</summary>
    public string Source { get; }

    /// <summary><c>Debug</c>, <c>Verbose</c>, <c>Information</c>, <c>Warning</c> or <c>Error</c>.</summary>
    public string Level { get; }

    /// <summary>The text, secrets masked.</summary>
    public new string Message { get; }

    /// <summary>The object that the worker sent as a structured entry; null for plain text.</summary>
    public IDictionary? Body { get; }

    /// <summary>None: the line has its colour in itself. It is no part of the entry, nor are the next two.</summary>
    [Hidden, NotInJson]
    public new ConsoleColor? ForegroundColor { get; }

    /// <summary>None.</summary>
    [Hidden, NotInJson]
    public new ConsoleColor? BackgroundColor { get; }

    /// <summary>None: each entry is a line.</summary>
    [Hidden, NotInJson]
    public new bool? NoNewLine { get; }

    /// <summary>The line as it is displayed, in its colour.</summary>
    internal string Display
    {
        get => base.Message;
        set => base.Message = value;
    }

    /// <summary>
    /// The line as it is displayed, without colours: <c>2026/11/23 15:29:30 runner  message</c>, the time being local, the source
    /// <c>runner</c>, <c>worker</c> or <c>stderr</c> (the worker's), and what is no
    /// information with its level before the message.
    /// </summary>
    public override string ToString() => text ??= Compose();

    private string Compose() => string.Concat(
        Time.ToString("yyyy'/'MM'/'dd HH':'mm':'ss' '", CultureInfo.InvariantCulture),
        Source switch
        {
            nameof(LogSource.Runner) => "runner  ",
            nameof(LogSource.WorkerError) => "stderr  ",
            _ => "worker  ",
        },
        Level == nameof(LogLevel.Information) ? "" : Level.ToUpperInvariant() + ": ",
        Message);

    private static string NameOf(LogSource source) => source switch
    {
        LogSource.Worker => nameof(LogSource.Worker),
        LogSource.WorkerError => nameof(LogSource.WorkerError),
        _ => nameof(LogSource.Runner),
    };

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Debug => nameof(LogLevel.Debug),
        LogLevel.Verbose => nameof(LogLevel.Verbose),
        LogLevel.Warning => nameof(LogLevel.Warning),
        LogLevel.Error => nameof(LogLevel.Error),
        _ => nameof(LogLevel.Information),
    };
}
