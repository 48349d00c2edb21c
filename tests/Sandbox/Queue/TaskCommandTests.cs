using System.Text.Json;
using WorkerRunner.Sandbox.CommandLine;

namespace WorkerRunner.Sandbox.Tests.Queue;

public sealed class TaskCommandTests : SandboxFixture
{
    [Fact]
    public void A_definition_for_a_real_deployment_is_made_one_for_the_sandbox()
    {
        var json = TaskFile.ForPool(
            """
            {"provisionerId":"real","workerType":"pool","schedulerId":"s","scopes":["secrets:get:x"],"dependencies":["VFiPn2WHQ2SHHnjhZBRJ9A"],"created":"2020-01-01T00:00:00Z",
             "deadline":"2020-01-02T00:00:00Z","payload":{"command":["true"]},"metadata":{"name":"mine","description":"d","owner":"o@example.com","source":"https://example.com"}}
            """,
            "my/pool");
        Time.SetUtcNow(DateTimeOffset.UtcNow);
        Sandbox.CreateTask(json);
        Assert.Equal(("my/pool", "mine"), (Sandbox.Tasks[0].TaskQueueId, Sandbox.Tasks[0].Name));
        Assert.Equal(0, JsonElement.Parse(json).EnumerateObject().Count(property => property.Name is "scopes" or "dependencies"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_definition_is_refused(string json) => Assert.Throws<ArgumentException>(() => TaskFile.ForPool(json, "my/pool"));

    [Fact]
    public async Task A_terminal_shows_what_becomes_of_a_task()
    {
        var lines = new List<string>();
        Sandbox.TaskChanged += (_, task) => lines.Add(TaskReport.Describe(Sandbox, task)["HH:mm:ss.fff ".Length..].Replace(task.TaskId, "T", StringComparison.Ordinal));
        Sandbox.CreateTask(Pool, "true");
        var worker = (await RegisterAsync()).Credentials;
        await Client.SendAsync(HttpMethod.Post, "/api/queue/v1/claim-work/proj-test%2Fwin", new { workerGroup = Group, workerId = Id, tasks = 1 }, worker);
        Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(["task T run 0 pending", "task T run 0 running on test-group/static-worker-1", "task T run 1 pending, as run 0 ended with claim-expired"], lines);
    }
}
