using System.Globalization;
using System.Security;
using System.Text;

namespace WorkerRunner.Values.Timelines;

/// <summary>A waterfall as a picture: SVG, or a page of HTML with it and the same as text. Either needs no other file.</summary>
internal static class TimelinePicture
{
    private const int Width = 960;
    private const int Left = 300;
    private const int Right = 110;
    private const int Top = 60;
    private const int RowHeight = 22;
    private const int Ticks = 5;

    public static string Svg(Timeline timeline)
    {
        var rows = TimelineRow.Of(timeline);
        var axis = timeline.StartDuration > TimeSpan.Zero ? timeline.StartDuration : TimeSpan.FromMilliseconds(1);
        var height = Top + (rows.Count * RowHeight) + 16;
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        Add(svg, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        Add(svg, $"<text x=\"12\" y=\"22\" font-size=\"15\">{SecurityElement.Escape(Title(timeline))}</text>\n");
        for (var i = 0; i <= Ticks; i++)
        {
            var at = new TimeSpan(axis.Ticks * i / Ticks);
            Add(svg, $"<path d=\"M{X(at, axis):0.#} {Top - 8}V{height - 12}\" stroke=\"#dddddd\"/><text x=\"{X(at, axis):0.#}\" y=\"{Top - 14}\" text-anchor=\"middle\" fill=\"#555555\">{DurationText.Fine(at)}</text>\n");
        }
        for (var i = 0; i < rows.Count; i++) AddRow(svg, rows[i], axis, Top + (i * RowHeight));
        return svg.Append("</svg>\n").ToString();
    }

    public static string Html(Timeline timeline) =>
        $"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{SecurityElement.Escape(Title(timeline))}</title></head>\n<body>\n{Svg(timeline)}<pre>{SecurityElement.Escape(timeline.ToString())}</pre>\n</body>\n</html>\n";

    private static string Title(Timeline timeline) => $"Start of {timeline.Worker ?? "a worker"}: {DurationText.Fine(timeline.StartDuration)}";

    private static void AddRow(StringBuilder svg, TimelineRow row, TimeSpan axis, int top)
    {
        Add(svg, $"<text x=\"{(row.IsRequest ? 28 : 12)}\" y=\"{top + 13}\"{(row.IsRequest ? " fill=\"#555555\"" : "")}>{SecurityElement.Escape(row.Name)}</text>\n");
        var end = Left;
        if (row.IsOfStart)
        {
            var begin = X(row.Begin, axis);
            var length = Math.Max(2, X(row.Begin + row.Duration, axis) - begin);
            end = (int)(begin + length);
            var inset = row.IsRequest ? 4 : 0;
            Add(svg, $"<rect x=\"{begin:0.#}\" y=\"{top + inset}\" width=\"{length:0.#}\" height=\"{16 - (2 * inset)}\" fill=\"{Colour(row)}\"/>\n");
        }
        var attempts = row.Attempts > 1 ? FormattableString.Invariant($", {row.Attempts} attempts") : "";
        Add(svg, $"<text x=\"{end + 6}\" y=\"{top + 13}\" fill=\"#333333\">{DurationText.Fine(row.Duration)}{attempts}</text>\n");
    }

    private static string Colour(TimelineRow row) => row.Outcome switch
    {
        TimelineOutcome.Failed => "#c0392b",
        TimelineOutcome.Refused => "#d68910",
        TimelineOutcome.UnderWay => "#7f8c8d",
        _ => row.IsRequest ? "#7fb3d5" : "#1f6fb2",
    };

    private static double X(TimeSpan time, TimeSpan axis) => Left + ((Width - Left - Right) * Math.Min(1, Math.Max(0, time.TotalSeconds / axis.TotalSeconds)));

    private static void Add(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
}
