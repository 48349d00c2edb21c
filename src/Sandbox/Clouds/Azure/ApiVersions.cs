namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>The versions of Azure's metadata interfaces; another one, also a later one, is refused.</summary>
internal static class ApiVersions
{
    /// <summary>Of /metadata/instance and /metadata/attested, oldest first, from the first that has tagsList on.</summary>
    public static IReadOnlyList<string> Metadata { get; } =
    [
        "2019-06-04", "2019-08-01", "2019-08-15", "2019-11-01", "2020-06-01", "2020-07-15", "2020-09-01", "2020-10-01", "2020-12-01",
        "2021-01-01", "2021-02-01", "2021-03-01", "2021-05-01", "2021-10-01", "2021-11-01", "2021-11-15", "2021-12-13", "2023-07-01",
        "2023-11-15", "2024-03-15", "2024-07-17", "2025-04-07",
    ];

    /// <summary>Of /metadata/scheduledevents, oldest first; none came after 2020.</summary>
    public static IReadOnlyList<string> ScheduledEvents { get; } =
        ["2017-08-01", "2017-11-01", "2019-01-01", "2019-04-01", "2019-08-01", "2020-07-01"];
}
