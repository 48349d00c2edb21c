using System.Globalization;
using System.Text;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Monitoring;

/// <summary>
/// Keeps a file for the textfile collector of node_exporter or windows_exporter, which is how hosts that come and go are watched without an open
/// port: replaced in one step, at each change of step, from time to time, and at the end.
/// </summary>
internal sealed class MetricsFile : IDisposable
{
    private const int Mode = 0x1a4; // rw-r--r--: an exporter is another user.
    private const int LargestEarlier = 1024 * 1024;

    // The folder may be on a server that does not answer: that must not hold up the end.
    private static readonly TimeSpan LastWriteLimit = TimeSpan.FromSeconds(5);

    // Whoever begins a step does not wait for a disk.
    private readonly object gate = new();
    private readonly object writing = new();
    private readonly TimeSpan interval;
    private readonly RunEnvironment environment;
    private readonly string path;
    private readonly ITimer timer;
    private long starts;
    private bool hasStarted;
    private bool hasFailed;
    private int isDue;
    private readonly Func<WorkerRun?> run;
    private bool isOver;
    private volatile bool isGivenUp;
    private int? exitCode;

    /// <summary>Begins to write it.</summary>
    /// <param name="environment">The run's.</param>
    /// <param name="settings">Where, and how often.</param>
    /// <param name="run">Gives the run as it is now, with its renewed credentials; null before it is known.</param>
    public MetricsFile(RunEnvironment environment, MetricsSettings settings, Func<WorkerRun?> run)
    {
        this.environment = environment;
        this.run = run;
        interval = settings.Interval;
        path = environment.FullPath(settings.File);
        starts = EarlierStarts();
        environment.Progress.Events.Begin();
        environment.Timeline.Entered += OnEntered;
        timer = environment.Time.CreateTimer(_ => Write(), null, TimeSpan.Zero, interval);
    }

    /// <summary>The worker has ended.</summary>
    public void Ended(int code)
    {
        lock (gate) (exitCode, isOver) = (code, true);
    }

    public void Dispose()
    {
        environment.Timeline.Entered -= OnEntered;
        timer.Dispose();
        lock (gate) isOver = true;
        try
        {
            Task.Run(WriteLast).WaitAsync(LastWriteLimit, environment.Time, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            // A next runner may write there by then.
            isGivenUp = true;
            environment.Log.Write(Messages.MetricsUnwritten(path, $"not within {DurationText.Of(LastWriteLimit)}"));
        }
    }

    private void OnEntered(RunStep step)
    {
        lock (gate)
        {
            if (step >= RunStep.WaitingForHello && !hasStarted)
            {
                hasStarted = true;
                starts++;
            }
        }
        timer.Change(TimeSpan.Zero, interval);
    }

    private string Draw()
    {
        lock (gate) return new MetricsText(environment).Draw(run(), starts, isOver, exitCode);
    }

    /// <summary>Where a write is under way, its thread writes once more; no other waits for a disk that may not answer.</summary>
    private void Write()
    {
        Volatile.Write(ref isDue, 1);
        while (Volatile.Read(ref isDue) == 1 && !isGivenUp && Monitor.TryEnter(writing))
        {
            try
            {
                Volatile.Write(ref isDue, 0);
                WriteOnce();
            }
            finally
            {
                Monitor.Exit(writing);
            }
        }
    }

    private void WriteLast()
    {
        lock (writing)
        {
            if (!isGivenUp) WriteOnce();
        }
    }

    private void WriteOnce()
    {
        try
        {
            using var staged = new StagedFiles(environment.Machine.Files);
            using (var file = staged.AddPublic(path, Mode))
            {
                var bytes = Encoding.UTF8.GetBytes(Draw());
                file.Write(bytes, 0, bytes.Length);
            }
            staged.Commit();
            if (hasFailed) environment.Log.Write(Messages.MetricsWrittenAgain(path));
            hasFailed = false;
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            if (!hasFailed) environment.Log.Write(Messages.MetricsUnwritten(path, e.Message));
            hasFailed = true;
        }
    }

    private long EarlierStarts()
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > LargestEarlier) return 0;
            var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(MetricsText.Starts + " ", StringComparison.Ordinal));
            return line is not null && long.TryParse(line.Substring(MetricsText.Starts.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var earlier) ? earlier : 0;
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            // Writing it says what is wrong.
            return 0;
        }
    }
}
