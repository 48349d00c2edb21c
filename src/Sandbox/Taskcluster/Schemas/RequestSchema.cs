using NJsonSchema;
using NJsonSchema.Validation;

namespace WorkerRunner.Sandbox.Taskcluster.Schemas;

/// <summary>A request body's schema, as the real service publishes it (worker-manager's schemas/v1).</summary>
internal sealed class RequestSchema
{
    private static readonly JsonSchemaValidatorSettings Settings = CreateSettings();
    private readonly JsonSchema schema;
    private readonly string name;

    private RequestSchema(string name, JsonSchema schema)
    {
        this.name = name;
        this.schema = schema;
    }

    /// <summary>Reads the embedded schema of this name, without its ".json".</summary>
    public static async Task<RequestSchema> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var resource = $"Schemas/{name}.json";
        await using var stream = typeof(RequestSchema).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {resource}.");
        return new RequestSchema(name, await JsonSchema.FromJsonAsync(stream, cancellationToken));
    }

    /// <summary>Throws the service's InputValidationError when the body does not fit.</summary>
    public void Check(string body)
    {
        var errors = schema.Validate(body, Settings);
        if (errors.Count == 0)
            return;
        var lines = errors.Select(error => $"  * {error.Path}: {error.Kind}");
        throw new ApiException(
            ErrorCode.InputValidationError,
            $"\nSchema Validation Failed!\nRejecting Schema: /schemas/worker-manager/v1/{name}.json#\nErrors:\n{string.Join('\n', lines)}");
    }

    private static JsonSchemaValidatorSettings CreateSettings()
    {
        var settings = new JsonSchemaValidatorSettings
        {
            // The library's own date-time accepts far more than RFC 3339, the service does not.
            FormatValidators = [new Rfc3339Format()],
        };
        return settings;
    }
}
