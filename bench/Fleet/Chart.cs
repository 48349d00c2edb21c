using System.Globalization;
using System.Text;

namespace WorkerRunner.Fleet;

/// <summary>Draws requests a second over time, one line a runner, as an SVG that needs nothing beside it.</summary>
internal static class Chart
{
    private const int Width = 800;
    private const int Height = 300;
    private const int Left = 64;
    private const int Right = 16;
    private const int Top = 48;
    private const int Bottom = 40;
    private static readonly string[] Colours = ["#c0392b", "#1f6fb2"];

    public static string Draw(string title, IReadOnlyList<(string Name, Load Load)> lines)
    {
        var seconds = lines[0].Load.Requests.Count;
        // A logarithmic scale: a wave's first second is hundreds of times its last.
        var top = Math.Ceiling(Math.Log10(Math.Max(10, lines.Max(l => l.Load.Peak))));
        double X(int second) => Left + (Width - Left - Right) * second / (double)seconds;
        double Y(double requests) => Height - Bottom - (Height - Top - Bottom) * Math.Log10(Math.Max(1, requests)) / top;

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n<text x=\"{Left}\" y=\"18\" font-size=\"14\">{title}</text>\n");
        for (var power = 0; power <= top; power++)
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(Math.Pow(10, power)):0.#}H{Width - Right}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(Math.Pow(10, power)) + 4:0.#}\" text-anchor=\"end\">{Math.Pow(10, power):N0}</text>\n");
        for (var mark = 0; mark <= 6; mark++)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(seconds * mark / 6):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{seconds * mark / 6}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">seconds</text>\n");
        for (var i = 0; i < lines.Count; i++)
        {
            var points = string.Join(' ', Corners(lines[i].Load.Requests).Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Second):0.#},{Y(p.Requests):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{Colours[i]}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 220 * i}\" y=\"36\" fill=\"{Colours[i]}\">{lines[i].Name}: peak {lines[i].Load.Peak:N0} requests a second</text>\n");
        }
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The points that a line turns at: quiet hours are two.</summary>
    private static IEnumerable<(int Second, int Requests)> Corners(IReadOnlyList<int> requests)
    {
        for (var second = 0; second < requests.Count; second++)
        {
            var isWithin = second > 0 && second < requests.Count - 1 && requests[second - 1] == requests[second] && requests[second + 1] == requests[second];
            if (!isWithin) yield return (second, requests[second]);
        }
    }
}
