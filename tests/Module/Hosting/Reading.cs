namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>Reads objects of the module as a script does: by the names of their properties, for their types are not the tests'.</summary>
internal static class Reading
{
    /// <summary>The value at a path of properties such as <c>Credentials.ClientId</c>; null where there is none.</summary>
    public static object? Get(this object value, string path)
    {
        object? at = value;
        foreach (var name in path.Split('.'))
            at = at is null ? null : PSObject.AsPSObject(at).Properties[name]?.Value;
        return at is PSObject { BaseObject: var inner and not PSCustomObject } ? inner : at;
    }

    /// <summary>The same as text; null where there is none.</summary>
    public static string? Text(this object value, string path) => value.Get(path)?.ToString();

    /// <summary>Whether the object is of that type, by its full name.</summary>
    public static bool IsA(this PSObject value, string type) => value.TypeNames.Contains(type);
}
