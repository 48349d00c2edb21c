using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.Schemas;

/// <summary>A request body's schema, with the keywords that the real service's schemas (schemas/v1) have.</summary>
internal sealed class RequestSchema
{
    private readonly JsonElement schema;
    private readonly string path;

    private RequestSchema(string path, JsonElement schema) => (this.path, this.schema) = (path, schema);

    /// <summary>Reads an embedded schema.</summary>
    /// <param name="service">The service that it belongs to.</param>
    /// <param name="name">Its name without its ".json".</param>
    public static RequestSchema Load(string service, string name)
    {
        var resource = $"Schemas/{name}.json";
        using var stream = typeof(RequestSchema).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {resource}.");
        using var document = JsonDocument.Parse(stream);
        return new RequestSchema($"schemas/{service}/v1/{name}.json#", document.RootElement.Clone());
    }

    /// <summary>The same schema as it was before it had this property.</summary>
    public RequestSchema Without(string property)
    {
        var older = JsonObject.Create(schema.Clone())!;
        older["properties"]!.AsObject().Remove(property);
        return new RequestSchema(path, JsonSerializer.SerializeToElement(older));
    }

    /// <summary>Throws the service's InputValidationError, with a line for each violation, when the body does not fit.</summary>
    /// <param name="body">The body.</param>
    /// <param name="rootUrl">The deployment's root URL, by which the message names the schema.</param>
    public void Check(JsonElement body, string rootUrl)
    {
        var violations = new SchemaViolations(schema).Of(body);
        if (violations.Count > 0)
            throw new ApiException(
                ErrorCode.InputValidationError,
                $"\nSchema Validation Failed!\nRejecting Schema: {rootUrl}/{path}\nErrors:\n  * {string.Join("\n  * ", violations)}");
    }
}
