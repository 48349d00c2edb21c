using System.Runtime.InteropServices;

namespace WorkerRunner.Packaging;

/// <summary>The notices of .NET, a part of which is in each program. They are beside the dotnet that builds it.</summary>
internal static class RuntimeNotices
{
    // dotnet/shared/Microsoft.NETCore.App/10.0.0
    private const string FromRuntimeToDotNet = "../../..";

    /// <summary>The path of the notices.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), FromRuntimeToDotNet, "ThirdPartyNotices.txt"));
        return File.Exists(path) ? path : throw new PackagingException($"The notices of .NET are not where its SDK has them: {path}");
    }
}
