using System.Text;

namespace WorkerRunner.Values.Timelines;

/// <summary>
/// A waterfall in text: a line for each step (<c>=</c>) and request (<c>-</c>), on a common axis. A bar that ends in <c>!</c> failed, one that ends in
/// <c>&gt;</c> is under way, and <c>x3</c> are attempts.
/// </summary>
internal static class TimelineText
{
    private const int NameWidth = 36;
    private const int BarWidth = 28;
    private const string Dots = "...";

    public static string Draw(Timeline timeline)
    {
        var text = new StringBuilder();
        if (timeline.Worker is { } worker) text.Append(worker).Append('\n');
        var axis = timeline.StartDuration;
        foreach (var row in TimelineRow.Of(timeline))
            text.Append(Name(row).PadRight(NameWidth)).Append('|').Append(Bar(row, axis)).Append("| ").Append(DurationText.Fine(row.Duration)).Append('\n');
        return text.ToString().TrimEnd('\n');
    }

    private static string Name(TimelineRow row)
    {
        var attempts = row.Attempts > 1 ? FormattableString.Invariant($" x{row.Attempts}") : "";
        var name = row.IsRequest ? "  " + row.Name : row.Name;
        var room = NameWidth - 1 - attempts.Length;
        if (name.Length <= room) return name + attempts;
        // The end of a path tells more than its middle.
        var end = (room - Dots.Length) / 2;
        return name.Substring(0, room - Dots.Length - end) + Dots + name.Substring(name.Length - end) + attempts;
    }

    private static string Bar(TimelineRow row, TimeSpan axis)
    {
        var bar = new char[BarWidth];
        for (var i = 0; i < bar.Length; i++) bar[i] = ' ';
        if (row.IsOfStart)
        {
            var first = Math.Min(Cell(row.Begin, axis), BarWidth - 1);
            var last = Math.Max(first, Math.Min(Cell(row.Begin + row.Duration, axis), BarWidth) - 1);
            for (var i = first; i <= last; i++) bar[i] = row.IsRequest ? '-' : '=';
            bar[last] = row.Outcome switch
            {
                TimelineOutcome.Failed or TimelineOutcome.Refused => '!',
                TimelineOutcome.UnderWay => '>',
                _ => bar[last],
            };
        }
        return new string(bar);
    }

    private static int Cell(TimeSpan time, TimeSpan axis) =>
        axis <= TimeSpan.Zero ? 0 : (int)Math.Round(BarWidth * Math.Max(0, time.TotalSeconds) / axis.TotalSeconds);
}
