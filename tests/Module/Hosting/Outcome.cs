namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>All that a script gave.</summary>
internal sealed record Outcome
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<InformationRecord> Information { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    public required IReadOnlyList<string> Debug { get; init; }

    public required IReadOnlyList<ProgressRecord> Progress { get; init; }

    /// <summary>The error that ended the script; null where it ran to its end.</summary>
    public ErrorRecord? Failure { get; init; }

    /// <summary>Whether it was stopped, as by Ctrl-C.</summary>
    public bool WasStopped { get; init; }

    public IReadOnlyList<LogLine> Log => [.. Information.Select(LogLine.Of)];

    public IEnumerable<string> WorkerLines => Log.Where(l => l.Source == "Worker").Select(l => l.Message);

    /// <summary>The only object, of a script that did not fail.</summary>
    public PSObject Single
    {
        get
        {
            Assert.Null((Failure ?? (Errors.Count > 0 ? Errors[0] : null))?.ToString());
            return Assert.Single(Output);
        }
    }

    /// <summary>The error that ended the script, or the only one that it gave; it has to be this one.</summary>
    public ErrorRecord FailedWith(string errorId)
    {
        var error = Failure ?? Assert.Single(Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }

    /// <summary>Whatever of it a person or a transcript could come to see, as text.</summary>
    public string AllText => string.Join(
        "\n",
        [
            .. Output.Select(o => o?.ToString()),
            .. Errors.Append(Failure).Select(e => $"{e} {e?.ErrorDetails} {e?.Exception} {e?.TargetObject} {e?.CategoryInfo}"),
            .. Warnings, .. Verbose, .. Debug,
            .. Information.Select(i => $"{i} {i.MessageData.Get("Body")}"),
        ]);
}
