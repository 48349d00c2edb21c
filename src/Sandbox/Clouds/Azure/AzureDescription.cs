using System.Globalization;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>The JSON that Azure's metadata service tells of a VM.</summary>
internal static class AzureDescription
{
    /// <summary>The subscription that all VMs here belong to.</summary>
    public const string SubscriptionId = "8d10da13-8125-4ba9-a717-bf7490507b3d";

    /// <summary>/metadata/instance.</summary>
    public static JsonObject Instance(AzureInstance vm) => new() { ["compute"] = Compute(vm), ["network"] = Network(vm) };

    /// <summary>/metadata/scheduledevents.</summary>
    public static JsonObject Events(AzureInstance vm)
    {
        var (incarnation, events) = vm.EventList.Snapshot();
        return new JsonObject
        {
            ["DocumentIncarnation"] = incarnation,
            ["Events"] = new JsonArray([.. events.Select(Event)]),
        };
    }

    private static JsonObject Compute(AzureInstance vm)
    {
        var tags = vm.Tags;
        return new JsonObject
        {
            ["azEnvironment"] = "AzurePublicCloud",
            ["customData"] = "",
            ["location"] = vm.Location,
            ["name"] = vm.WorkerId,
            ["osType"] = "Windows",
            ["priority"] = "Spot",
            ["provider"] = "Microsoft.Compute",
            ["resourceGroupName"] = "sandbox",
            ["subscriptionId"] = SubscriptionId,
            ["tags"] = string.Join(';', tags.Select(tag => $"{tag.Key}:{tag.Value}")),
            ["tagsList"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag.Key, ["value"] = tag.Value })]),
            ["vmId"] = vm.VmId,
            ["vmScaleSetName"] = "",
            ["vmSize"] = vm.VmSize,
            ["zone"] = "",
        };
    }

    private static JsonObject Network(AzureInstance vm) =>
        new() { ["interface"] = new JsonArray([.. vm.Interfaces.Select(Interface)]) };

    private static JsonNode Interface(AzureInterface network, int index) => new JsonObject
    {
        ["ipv4"] = new JsonObject
        {
            ["ipAddress"] = new JsonArray([.. network.Addresses.Select(Address)]),
            ["subnet"] = new JsonArray(new JsonObject { ["address"] = "10.1.0.0", ["prefix"] = "24" }),
        },
        ["ipv6"] = new JsonObject { ["ipAddress"] = new JsonArray() },
        ["macAddress"] = $"000D3A0000{index:X2}",
    };

    private static JsonNode Address(AzureAddress address) =>
        new JsonObject { ["privateIpAddress"] = address.Private, ["publicIpAddress"] = address.Public };

    private static JsonNode Event(AzureEvent scheduled) => new JsonObject
    {
        ["EventId"] = scheduled.EventId,
        ["EventStatus"] = scheduled.EventStatus,
        ["EventType"] = scheduled.EventType,
        ["ResourceType"] = "VirtualMachine",
        ["Resources"] = new JsonArray([.. scheduled.Resources.Select(name => JsonValue.Create(name))]),
        ["NotBefore"] = scheduled.NotBefore?.ToString("R", CultureInfo.InvariantCulture) ?? "",
        ["Description"] = scheduled.Description,
        ["EventSource"] = "Platform",
        ["DurationInSeconds"] = scheduled.EventType == "Freeze" ? 9 : -1,
    };
}
