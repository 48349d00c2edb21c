using WorkerRunner.Sandbox.Clouds.Aws;
using WorkerRunner.Sandbox.Clouds.Azure;
using WorkerRunner.Sandbox.Clouds.Google;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>The metadata services, each with the instance that it is on.</summary>
internal sealed class CloudServices
{
    private readonly SandboxClock clock;
    private readonly WorkerManagerService workerManager;
    private readonly Listener awsListener;
    private readonly Listener azureListener;
    private readonly Listener googleListener;
    private AwsInstance aws;
    private AzureInstance azure;
    private GoogleInstance google;

    /// <summary>Sets them up on an instance each that belongs to no worker pool.</summary>
    /// <param name="clock">The clouds' clock, which is not worker-manager's.</param>
    /// <param name="workerManager">Where workers are made known.</param>
    /// <param name="listen">Makes a port for a service of this name.</param>
    public CloudServices(SandboxClock clock, WorkerManagerService workerManager, Func<string, IService, Listener> listen)
    {
        (this.clock, this.workerManager) = (clock, workerManager);
        awsListener = listen(ServiceName.Aws, new AwsMetadata(() => Aws));
        azureListener = listen(ServiceName.Azure, new AzureMetadata(() => Azure, clock));
        googleListener = listen(ServiceName.Google, new GoogleMetadata(() => Google, clock));
        aws = new AwsInstance(awsListener, clock, place: null);
        azure = new AzureInstance(azureListener, clock, place: null);
        google = new GoogleInstance(googleListener, clock, place: null);
    }

    /// <summary>The instance that AWS's service is on.</summary>
    public AwsInstance Aws => Volatile.Read(ref aws);

    /// <summary>The instance that Azure's service is on.</summary>
    public AzureInstance Azure => Volatile.Read(ref azure);

    /// <summary>The instance that Google's service is on.</summary>
    public GoogleInstance Google => Volatile.Read(ref google);

    /// <summary>Puts a new instance in the place of AWS's.</summary>
    public AwsInstance AddAws(WorkerPlace place)
    {
        var instance = new AwsInstance(awsListener, clock, place);
        Enrol(instance, place, new AwsIdentity(instance));
        Volatile.Write(ref aws, instance);
        return instance;
    }

    /// <summary>Puts a new instance in the place of Azure's.</summary>
    public AzureInstance AddAzure(WorkerPlace place)
    {
        var instance = new AzureInstance(azureListener, clock, place);
        Enrol(instance, place, new AzureIdentity(instance, workerManager));
        Volatile.Write(ref azure, instance);
        return instance;
    }

    /// <summary>Puts a new instance in the place of Google's.</summary>
    public GoogleInstance AddGoogle(WorkerPlace place)
    {
        var instance = new GoogleInstance(googleListener, clock, place);
        Enrol(instance, place, new GoogleIdentity(instance, place.RootUrl, workerManager));
        Volatile.Write(ref google, instance);
        return instance;
    }

    private void Enrol(CloudInstance instance, WorkerPlace place, IIdentity identity) => workerManager.Add(new Worker
    {
        WorkerPoolId = place.WorkerPoolId,
        ProviderId = place.ProviderId,
        WorkerGroup = place.WorkerGroup,
        WorkerId = instance.WorkerId,
        Identity = identity,
        WorkerConfig = place.WorkerConfig,
    });
}
