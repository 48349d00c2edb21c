using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>Says what kept a request from its answer, as a person has to know it: who was asked, through which proxy, and the innermost cause.</summary>
internal static class NetworkFault
{
    private const int LongestCause = 300;

    /// <summary>What an error amounts to.</summary>
    /// <param name="error">What was thrown; one of our own among its causes says it best.</param>
    /// <param name="address">Who was asked.</param>
    /// <param name="proxy">Through which proxy; null where through none.</param>
    public static NoAnswerException Of(Exception error, Uri address, Proxy? proxy)
    {
        var cause = error;
        while (cause is not NoAnswerException && cause.InnerException is { } inner) cause = inner;
        if (cause is NoAnswerException known) return known;

        var through = proxy is null ? "" : $" through the proxy {proxy}";
        return new NoAnswerException(
            $"{address.IdnHost}:{address.Port}{through} gave no answer: {Sentence(cause.Message)}",
            cause is InvalidDataException ? Prospect.Poor : Prospect.Open,
            AdviceFor(address, proxy),
            error);
    }

    /// <summary>A cause in the words of whoever found it, as one line with a full stop.</summary>
    public static string Sentence(string cause) => OneLine.Of(cause, LongestCause).TrimEnd('.') + ".";

    private static string? AdviceFor(Uri address, Proxy? proxy) =>
        proxy is null ? null : $"Check that the proxy lets this machine reach {address.IdnHost}, or add that to NO_PROXY.";
}
