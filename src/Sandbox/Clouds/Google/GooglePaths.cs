namespace WorkerRunner.Sandbox.Clouds.Google;

/// <summary>The paths below /computeMetadata/v1.</summary>
internal static class GooglePaths
{
    public const string Taskcluster = "/instance/attributes/taskcluster";
    public const string Id = "/instance/id";
    public const string ProjectId = "/project/project-id";
    public const string Image = "/instance/image";
    public const string MachineType = "/instance/machine-type";
    public const string Zone = "/instance/zone";
    public const string Hostname = "/instance/hostname";
    public const string LocalIp = "/instance/network-interfaces/0/ip";
    public const string ExternalIp = "/instance/network-interfaces/0/access-configs/0/external-ip";
    public const string Preempted = "/instance/preempted";
    public const string MaintenanceEvent = "/instance/maintenance-event";

    /// <summary>Not a value: made anew for every request.</summary>
    public const string Identity = "/instance/service-accounts/default/identity";
}
