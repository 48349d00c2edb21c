using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace WorkerRunner.Sandbox.Taskcluster.Schemas;

/// <summary>The format "date-time" as the real service checks it: RFC 3339 with an offset or Z.</summary>
internal sealed partial class Rfc3339Format : IFormatValidator
{
    /// <inheritdoc/>
    public string Format => "date-time";

    /// <inheritdoc/>
    public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.DateTimeExpected;

    /// <inheritdoc/>
    public bool IsValid(string value, JTokenType tokenType) =>
        tokenType == JTokenType.String
        && Shape().IsMatch(value)
        && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.ECMAScript)]
    private static partial Regex Shape();
}
