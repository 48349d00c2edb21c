using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>
/// What worker-manager's schemas allow in registerWorker (taskcluster/taskcluster, services/worker-manager/schemas/v1): who breaks them learns it
/// when the configuration is read, in one line, not from a server's validation of the whole request.
/// </summary>
internal static class WorkerNames
{
    public const string IdRule = "1 to 38 characters of A-Z, a-z, 0-9, - and _";
    public const string PoolIdRule = "<provisionerId>/<workerType>: the first of " + IdRule + ", the other of 1 to 38 of a-z, 0-9 and -, beginning with a letter and not ending with -";
    public const string StaticSecretRule = "44 characters of A-Z, a-z, 0-9, - and _";

    private const int LongestId = 38;
    private const int StaticSecretLength = 44;

    /// <summary>A provider's, group's or worker's: <c>^([a-zA-Z0-9-_]*)$</c>, 1 to 38 characters.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && HasOnlyIdCharacters(text);

    /// <summary>A worker pool's: <c>^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$</c>.</summary>
    public static bool IsPoolId(string text) => text.Split('/') is [var provisioner, var type] && IsId(provisioner) && IsWorkerType(type);

    /// <summary>A static worker's secret: <c>^[a-zA-Z0-9_-]{44}$</c>.</summary>
    public static bool IsStaticSecret(Secret secret) => secret.Reveal() is { Length: StaticSecretLength } text && HasOnlyIdCharacters(text);

    private static bool IsWorkerType(string text)
    {
        if (text.Length is 0 or > LongestId || !IsSmallLetter(text[0]) || text[text.Length - 1] == '-') return false;
        foreach (var c in text)
            if (!IsSmallLetter(c) && !IsDigit(c) && c != '-') return false;
        return true;
    }

    private static bool HasOnlyIdCharacters(string text)
    {
        foreach (var c in text)
            if (!IsSmallLetter(c) && c is not (>= 'A' and <= 'Z') && !IsDigit(c) && c is not ('-' or '_')) return false;
        return true;
    }

    private static bool IsSmallLetter(char c) => c is >= 'a' and <= 'z';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
