using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation.Host;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A PowerShell host that keeps what is displayed. It answers no prompt: the module has none.</summary>
internal sealed partial class Screen : PSHost
{
    private readonly Display display = new();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "test";

    public override PSHostUserInterface UI => display;

    public override Version Version { get; } = new(1, 0);

    /// <summary>What was displayed, without its colours.</summary>
    public string Text => Colours().Replace(display.ToString(), "");

    public void Clear() => display.Clear();

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    [GeneratedRegex("\\x1b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private sealed class Display : PSHostUserInterface
    {
        private readonly Lock gate = new();
        private readonly StringBuilder text = new();

        public override PSHostRawUserInterface? RawUI => null;

        public override string ToString()
        {
            lock (gate) return text.ToString();
        }

        public void Clear()
        {
            lock (gate) text.Clear();
        }

        public override void Write(string value)
        {
            lock (gate) text.Append(value);
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Write(value + "\n");

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteWarningLine(string message) => WriteLine(message);

        public override void WriteVerboseLine(string message) => WriteLine(message);

        public override void WriteDebugLine(string message) => WriteLine(message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException($"A prompt: {message}");

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException($"A prompt: {message}");

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException($"A prompt: {message}");

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException($"A prompt: {message}");

        public override string ReadLine() => throw new NotSupportedException("A prompt.");

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("A prompt.");
    }
}
