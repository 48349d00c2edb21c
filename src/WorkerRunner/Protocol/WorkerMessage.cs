using System.Text.Json;

namespace WorkerRunner.Protocol;

/// <summary>A message from the worker. It lives only as long as the call of its handler: clone what is kept.</summary>
/// <param name="Type">What kind of message.</param>
/// <param name="Properties">The whole object, <c>type</c> included.</param>
internal readonly record struct WorkerMessage(string Type, JsonElement Properties);
