using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>An artifact of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StorageType">s3, reference, link or error.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Expires">When it is forgotten.</param>
/// <param name="Details">What its storage type needs: a url, the name of another artifact, or a reason and a message.</param>
internal sealed record Artifact(string Name, string StorageType, string ContentType, DateTimeOffset Expires, JsonObject Details)
{
    /// <summary>Whether the queue lets a later call with the same name replace this by that.</summary>
    public bool MayBecome(Artifact other)
    {
        if (other.StorageType != "link" && ContentType != other.ContentType)
            return false;
        if (Expires > other.Expires)
            return false;
        if (StorageType != other.StorageType)
            return StorageType == "reference" && other.StorageType == "link";
        return StorageType == "reference" || JsonNode.DeepEquals(Details, other.Details);
    }

    /// <summary>As the API lists it.</summary>
    public JsonObject Describe() => new()
    {
        ["storageType"] = StorageType,
        ["name"] = Name,
        ["expires"] = Timestamp.Format(Expires),
        ["contentType"] = ContentType,
    };
}
