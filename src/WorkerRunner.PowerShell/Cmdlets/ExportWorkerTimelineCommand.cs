using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Draws where the time of a run went.</para>
/// <para type="description">Writes a waterfall of a run's steps and requests as a picture (.svg) or a page (.html) that needs no other file, for a
/// ticket or a wiki.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "WorkerTimeline", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(FileInfo))]
public sealed class ExportWorkerTimelineCommand : RunnerCmdlet
{
    /// <summary>The file to write; its name ends in <c>.svg</c> or <c>.html</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidatePattern("(?i)\\.(svg|html?)$")]
    public string Path { get; set; } = "";

    /// <summary>A timeline, or what has one: a run, a session, how a worker ended, an error.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [TimelineInput]
    public Timeline InputObject { get; set; } = null!;

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Path, () =>
    {
        var path = FilePath(Path);
        if (!ShouldProcess(path, "draw a timeline")) return;
        try
        {
            using var file = new FileStream(path, Force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            using var text = new StreamWriter(file);
            text.Write(path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? TimelinePicture.Svg(InputObject) : TimelinePicture.Html(InputObject));
        }
        catch (IOException) when (!Force && File.Exists(path))
        {
            Fail(new ErrorRecord(new IOException($"{path} already exists. Use -Force to replace it."), "TimelineExists", ErrorCategory.ResourceExists, path));
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(new ErrorRecord(e, "TimelineNotWritten", ErrorCategory.WriteError, path));
            return;
        }
        if (PassThru) WriteObject(new FileInfo(path));
    });
}
