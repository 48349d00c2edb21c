using System.Buffers.Text;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>IDs of tasks: a random UUID in 22 characters.</summary>
internal static class SlugId
{
    private const byte NoLeadingHyphen = 0x7f;

    /// <summary>A new one, of those that do not begin with a hyphen, which command lines would take for an option.</summary>
    public static string New()
    {
        var bytes = Guid.NewGuid().ToByteArray(bigEndian: true);
        bytes[0] &= NoLeadingHyphen;
        return Base64Url.EncodeToString(bytes);
    }
}
