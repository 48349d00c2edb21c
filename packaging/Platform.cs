using System.Runtime.InteropServices;

namespace WorkerRunner.Packaging;

/// <summary>An operating system and a processor for which start-worker is made.</summary>
/// <param name="Name">.NET's name of it.</param>
/// <param name="ArchiveForm">How people of that system like their archives.</param>
/// <param name="Program">The name of the program.</param>
internal sealed record Platform(string Name, IArchiveForm ArchiveForm, string Program)
{
    private static readonly string[] OwnCompiler = ["gcc"];
    private static readonly string[] CrossCompiler = ["clang", "ld.lld", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy"];

    /// <summary>All platforms, in the order in which they are made.</summary>
    public static IReadOnlyList<Platform> All { get; } =
    [
        new("linux-x64", new TarForm(), "start-worker"),
        new("linux-arm64", new TarForm(), "start-worker"),
        new("win-x64", new ZipForm(), "start-worker.exe"),
        new("osx-arm64", new TarForm(), "start-worker"),
        new("osx-x64", new TarForm(), "start-worker"),
    ];

    /// <summary>Whether it has systemd.</summary>
    public bool IsLinux => Name.StartsWith("linux-", StringComparison.Ordinal);

    /// <summary>What keeps it from being made on this machine; null if nothing does.</summary>
    public string? Missing => IsLinux ? WhatLinuxLacks : null;

    private string? WhatLinuxLacks
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return "native code for Linux is linked on Linux only";
            var isOwn = Name == $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
            if (!isOwn && Name == "linux-x64")
                return "its program is linked on x64 machines only";
            var lacking = (isOwn ? OwnCompiler : CrossCompiler).Where(name => !IsInPath(name)).ToList();
            return lacking.Count == 0 ? null : $"{string.Join(", ", lacking)} not found in PATH; see docs/install.md, Build";
        }
    }

    /// <summary>The platform of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Platform Named(string name) =>
        All.FirstOrDefault(platform => platform.Name == name)
        ?? throw new UsageException($"'{name}' is not a platform. These are: {string.Join(", ", All.Select(platform => platform.Name))}.");

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
