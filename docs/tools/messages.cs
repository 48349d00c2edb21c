// Lists every text that src/ and dsc/ say to people, with its place and the member that says it, to be read top to bottom:
//
//   dotnet run docs/tools/messages.cs [folder ...]
//
// A text is a string expression of at least two words outside of attributes; its parts in braces are shown as they stand in the source.
#:package Microsoft.CodeAnalysis.CSharp
#:property PublishAot=false
#:property EnforceCodeStyleInBuild=false
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

string[] folders = args.Length > 0 ? args : ["src", "dsc"];
var files = folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
    .Select(f => f.Replace('\\', '/')).Where(f => !f.Contains("/obj/") && !f.Contains("/bin/")).Order(StringComparer.Ordinal);
foreach (var file in files)
{
    var messages = Path.GetExtension(file) switch
    {
        ".cs" => Messages.OfCSharp(File.ReadAllText(file)),
        ".ps1" or ".psm1" => Messages.OfPowerShell(File.ReadAllLines(file)),
        _ => [],
    };
    foreach (var (line, speaker, text) in messages) Console.WriteLine($"{file}:{line}: {speaker}: {text}");
}

internal static partial class Messages
{
    public static IEnumerable<(int Line, string Speaker, string Text)> OfCSharp(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source);
        foreach (var expression in tree.GetRoot().DescendantNodes(n => n is not AttributeListSyntax && !IsText(n)).OfType<ExpressionSyntax>().Where(IsText))
        {
            var text = TextOf(expression);
            if (TwoWords().IsMatch(Parts().Replace(text, "x"))) yield return (tree.GetLineSpan(expression.Span).StartLinePosition.Line + 1, SpeakerOf(expression), text);
        }
    }

    public static IEnumerable<(int Line, string Speaker, string Text)> OfPowerShell(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
            if (Speaks().Match(lines[i]) is { Success: true } match) yield return (i + 1, match.Value, lines[i].Trim());
    }

    // "a" + b + "c" is one text.
    private static bool IsText(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.Utf8StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsText(sum.Left) || IsText(sum.Right)),
        _ => false,
    };

    private static string TextOf(ExpressionSyntax expression) => expression switch
    {
        BinaryExpressionSyntax sum when IsText(sum) => TextOf(sum.Left) + TextOf(sum.Right),
        LiteralExpressionSyntax literal when IsText(literal) => literal.Token.ValueText.Trim().ReplaceLineEndings("\n    "),
        InterpolatedStringExpressionSyntax interpolated => interpolated.Contents.ToString().ReplaceLineEndings("\n    "),
        _ => "{" + expression + "}",
    };

    private static string SpeakerOf(ExpressionSyntax expression)
    {
        foreach (var node in expression.Ancestors())
        {
            switch (node)
            {
                case InvocationExpressionSyntax call: return call.Expression.ToString().Split('.')[^1];
                case ObjectCreationExpressionSyntax made: return "new " + made.Type;
                case ConstructorInitializerSyntax initializer: return initializer.ThisOrBaseKeyword.Text;
                case BaseTypeDeclarationSyntax type: return type.Identifier.Text;
                case MethodDeclarationSyntax method: return method.Identifier.Text;
                case PropertyDeclarationSyntax property: return property.Identifier.Text;
                case VariableDeclaratorSyntax variable: return variable.Identifier.Text;
            }
        }
        return "";
    }

    [GeneratedRegex(@"\p{L}\S* +\S*\p{L}")]
    private static partial Regex TwoWords();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Parts();

    [GeneratedRegex(@"\bthrow\b|\bWrite-(Verbose|Warning|Error|Host|Information|Progress)\b|\bShouldProcess\b", RegexOptions.IgnoreCase)]
    private static partial Regex Speaks();
}
