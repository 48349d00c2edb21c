using System.Net;
using System.Text;
using System.Text.Json;
using WorkerRunner.Sandbox.Taskcluster.Queue;

namespace WorkerRunner.Sandbox.Tests.Queue;

public sealed class QueueTests : SandboxFixture
{
    private const string ClaimPath = "/api/queue/v1/claim-work/proj-test%2Fwin";
    private static readonly Credentials Root = new("root", "RootToken0123456789RootToken0123456789012345");

    [Fact]
    public async Task A_pending_task_is_claimed_once_and_resolved()
    {
        var taskId = Sandbox.CreateTask(Pool, "echo hello");
        var worker = (await RegisterAsync()).Credentials;
        var claim = Assert.Single(await ClaimAsync(worker));
        Assert.Equal(taskId, claim.GetProperty("status").GetProperty("taskId").GetString());
        Assert.Equal("running", claim.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal("2026-11-23T15:53:31.360Z", claim.GetProperty("takenUntil").GetString());
        Assert.StartsWith($"task-client/{taskId}/0/on/test-group/static-worker-1/until/", CredentialsOf(claim).ClientId, StringComparison.Ordinal);
        Assert.Equal("lowest", claim.GetProperty("task").GetProperty("priority").GetString());
        var done = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "completed"), new { }, CredentialsOf(claim));
        Assert.Equal("completed", done.Body.GetProperty("status").GetProperty("state").GetString());
        var status = Assert.Single(Sandbox.Tasks);
        Assert.Equal(("completed", "completed", "echo hello", true), (status.State, status.Reason, status.Name, status.IsResolved));
        Assert.Equal((Group, Id), (status.Runs[0].WorkerGroup, status.Runs[0].WorkerId));
    }

    [Fact]
    public async Task Without_work_a_claim_waits_twenty_seconds()
    {
        var worker = (await RegisterAsync()).Credentials;
        var claim = ClaimAsync(worker);
        await Sandbox.WaitForArrivalAsync(request => request.Target == ClaimPath, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(claim.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await claim);
    }

    [Fact]
    public async Task A_claim_that_waits_gets_a_task_at_once()
    {
        var worker = (await RegisterAsync()).Credentials;
        var claim = ClaimAsync(worker);
        await Sandbox.WaitForArrivalAsync(request => request.Target == ClaimPath, Cancellation);
        Sandbox.CreateTask(Pool, "true");
        Assert.Single(await claim);
    }

    [Theory]
    [InlineData("other-group", Id, "InsufficientScopes")]
    [InlineData(Group, "other-id", "InsufficientScopes")]
    [InlineData("", Id, "InputValidationError")]
    public async Task A_claim_in_another_name_is_refused_without_a_wait(string group, string id, string code)
    {
        var worker = (await RegisterAsync()).Credentials;
        Assert.Equal(code, (await Client.SendAsync(HttpMethod.Post, ClaimPath, new { workerGroup = group, workerId = id, tasks = 1 }, worker)).Code);
    }

    [Theory]
    [InlineData("0", "data/tasks must be >= 1")]
    [InlineData("33", "data/tasks must be <= 32")]
    [InlineData("1.5", "data/tasks must be integer")]
    public async Task A_number_of_tasks_that_is_none_is_refused(string tasks, string why)
    {
        var body = $$"""{"workerGroup":"{{Group}}","workerId":"{{Id}}","tasks":{{tasks}}}""";
        Assert.EndsWith($"\nErrors:\n  * {why}", (await Client.SendAsync(HttpMethod.Post, ClaimPath, body, Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_most_urgent_task_is_first_and_of_others_the_oldest()
    {
        var ids = new List<string>();
        foreach (var priority in (string[])["low", "highest", "low"])
        {
            ids.Add(Sandbox.CreateTask(Definition(new() { ["priority"] = priority })));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var worker = (await RegisterAsync()).Credentials;
        var claims = await ClaimAsync(worker, 32);
        Assert.Equal([ids[1], ids[0], ids[2]], claims.Select(claim => claim.GetProperty("status").GetProperty("taskId").GetString()));
    }

    [Fact]
    public async Task A_claim_that_is_not_renewed_expires_and_the_task_is_tried_again()
    {
        var (taskId, claim) = await ClaimedAsync();
        Time.Advance(TimeSpan.FromMinutes(20));
        var status = await Sandbox.WaitForTaskAsync(taskId, task => task.Runs.Count == 2, Cancellation);
        Assert.Equal(("exception", "claim-expired"), (status.Runs[0].State, status.Runs[0].ReasonResolved));
        Assert.Equal(("pending", "retry", 4), (status.Runs[1].State, status.Runs[1].ReasonCreated, status.RetriesLeft));
        var late = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "completed"), new { }, CredentialsOf(claim));
        Assert.Equal($"Run 0 of task `{taskId}` is not running or completed.", late.Message);
    }

    [Fact]
    public async Task A_claim_that_is_renewed_goes_on_with_new_credentials()
    {
        var (taskId, claim) = await ClaimedAsync();
        Time.Advance(TimeSpan.FromMinutes(15));
        var renewed = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "reclaim"), new { }, CredentialsOf(claim));
        Assert.Equal("2026-11-23T16:08:31.360Z", renewed.Body.GetProperty("takenUntil").GetString());
        Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("running", Assert.Single(Sandbox.Tasks).State);
        var done = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "failed"), new { }, CredentialsOf(renewed.Body));
        Assert.Equal("failed", done.Body.GetProperty("status").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("worker-shutdown", "retry")]
    [InlineData("intermittent-task", "task-retry")]
    public async Task What_is_no_fault_of_the_task_has_it_tried_again(string reason, string created)
    {
        var (taskId, claim) = await ClaimedAsync();
        var answer = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "exception"), new { reason }, CredentialsOf(claim));
        Assert.Equal("pending", answer.Body.GetProperty("status").GetProperty("state").GetString());
        var status = Assert.Single(Sandbox.Tasks);
        Assert.Equal((reason, created), (status.Runs[0].ReasonResolved, status.Runs[1].ReasonCreated));
        // The answer may have been lost on the way.
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "exception"), new { reason }, CredentialsOf(claim))).Status);
    }

    [Theory]
    [InlineData("malformed-payload")]
    [InlineData("internal-error")]
    [InlineData("resource-unavailable")]
    public async Task What_is_not_tried_again_is_the_end(string reason)
    {
        var (taskId, claim) = await ClaimedAsync();
        await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "exception"), new { reason }, CredentialsOf(claim));
        Assert.Equal(("exception", reason), (Sandbox.Tasks[0].State, Sandbox.Tasks[0].Reason));
    }

    [Fact]
    public async Task Without_retries_left_it_is_the_end()
    {
        Sandbox.CreateTask(Definition(new() { ["retries"] = 0 }));
        var worker = (await RegisterAsync()).Credentials;
        await ClaimAsync(worker);
        Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(("exception", "claim-expired"), (Sandbox.Tasks[0].State, Sandbox.Tasks[0].Reason));
    }

    [Fact]
    public async Task After_its_deadline_a_task_is_over_and_cannot_be_reclaimed()
    {
        var taskId = Sandbox.CreateTask(Definition(new() { ["deadline"] = "2026-11-23T15:43:31.360Z" }));
        var worker = (await RegisterAsync()).Credentials;
        var claim = Assert.Single(await ClaimAsync(worker));
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("deadline-exceeded", Sandbox.Tasks[0].Reason);
        var answer = await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "reclaim"), new { }, CredentialsOf(claim));
        Assert.Equal(("RequestConflict", HttpStatusCode.Conflict), (answer.Code, answer.Status));
        Assert.Equal($"Task `{taskId}` can't be reclaimed past its deadline of 2026-11-23T15:43:31.360Z.", answer.Message);
    }

    [Fact]
    public async Task A_run_is_resolved_once()
    {
        var (taskId, claim) = await ClaimedAsync();
        var credentials = CredentialsOf(claim);
        await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "completed"), new { }, credentials);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "completed"), new { }, credentials)).Status);
        Assert.Equal(
            $"Run 0 of task `{taskId}` is not running or failed.",
            (await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "failed"), new { }, credentials)).Message);
        Assert.Equal(
            $"Run 0 on task `{taskId}` is resolved or not running.",
            (await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "reclaim"), new { }, credentials)).Message);
    }

    [Fact]
    public async Task A_tasks_credentials_are_good_for_its_own_run_only()
    {
        var (_, claim) = await ClaimedAsync();
        var other = Sandbox.CreateTask(Pool, "true");
        Assert.Equal("InsufficientScopes", (await Client.SendAsync(HttpMethod.Post, RunPath(other, 0, "completed"), new { }, CredentialsOf(claim))).Code);
    }

    [Fact]
    public async Task A_task_is_created_looked_at_and_canceled_over_the_wire()
    {
        Sandbox.AddClient(Root.ClientId, Root.AccessToken);
        var (taskId, definition) = (SlugId.New(), Definition([]));
        var created = await Client.SendAsync(HttpMethod.Put, TaskPath(taskId), definition, Root);
        Assert.Equal("pending", created.Body.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Put, TaskPath(taskId), definition, Root)).Status);
        var changed = definition.Replace("\"true\"", "\"false\"", StringComparison.Ordinal);
        Assert.Equal(
            $"taskId `{taskId}` already used by another task.\nThis could be the result of faulty idempotency!",
            (await Client.SendAsync(HttpMethod.Put, TaskPath(taskId), changed, Root)).Message);
        var task = await Client.SendAsync(HttpMethod.Get, TaskPath(taskId), credentials: Root);
        Assert.Equal(("win", taskId), (task.Body.GetProperty("workerType").GetString(), task.Body.GetProperty("taskGroupId").GetString()));
        await Client.SendAsync(HttpMethod.Post, TaskPath(taskId) + "/cancel", credentials: Root);
        var status = await Client.SendAsync(HttpMethod.Get, TaskPath(taskId) + "/status", credentials: Root);
        Assert.Equal("canceled", status.Body.GetProperty("status").GetProperty("runs")[0].GetProperty("reasonResolved").GetString());
    }

    [Theory]
    [InlineData("created", "\"2026-11-23T15:00:00Z\"", "`created` cannot be in the past (max 15min drift)")]
    [InlineData("created", "\"2026-11-23T16:00:00Z\"", "`created` cannot be in the future (max 15min drift)")]
    [InlineData("deadline", "\"2026-11-23T15:30:00Z\"", "`deadline` cannot be later than `created`")]
    [InlineData("deadline", "\"2026-12-23T15:30:00Z\"", "`deadline` cannot be more than 5 days into the future")]
    [InlineData("expires", "\"2026-11-23T15:50:00Z\"", "`expires` cannot be before `deadline`")]
    [InlineData("scopes", "[\"a**\"]", "scopes must not end with `**`")]
    [InlineData("dependencies", "[\"VFiPn2WHQ2SHHnjhZBRJ9A\"]", "The sandbox's queue knows no dependencies between tasks.")]
    [InlineData("priority", "\"urgent\"", "  * data/priority must be equal to one of the allowed values")]
    [InlineData("routes", "\"a\"", "  * data/routes must be array")]
    public void A_definition_that_the_queue_refuses_is_explained(string name, string json, string why)
    {
        var definition = Definition(new() { [name] = JsonElement.Parse(json) });
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => Sandbox.CreateTask(definition)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_that_contradicts_itself_is_refused() => Assert.Contains(
        "taskQueueId must match \"provisionerId/workerType\"",
        Assert.Throws<ArgumentException>(() => Sandbox.CreateTask(Definition(new() { ["provisionerId"] = "other", ["workerType"] = "win" }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task An_artifact_is_uploaded_listed_and_found()
    {
        var (taskId, claim) = await ClaimedAsync();
        var artifact = new { storageType = "s3", contentType = "text/plain", expires = "2026-11-24T15:00:00Z" };
        var answer = await Client.SendAsync(HttpMethod.Post, ArtifactPath(taskId, "public/logs/live.log"), artifact, CredentialsOf(claim));
        var putUrl = new Uri(answer.Body.GetProperty("putUrl").GetString()!);
        using var content = new StringContent("hello", Encoding.UTF8, "text/plain");
        using var put = await Client.Http.PutAsync(putUrl, content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("hello"u8.ToArray(), Sandbox.ReadArtifact(taskId, 0, "public/logs/live.log"));
        var found = await Client.SendAsync(HttpMethod.Get, $"{TaskPath(taskId)}/artifacts/public%2Flogs%2Flive.log");
        Assert.Equal(HttpStatusCode.SeeOther, found.Status);
        Assert.Equal("hello", await Client.Http.GetStringAsync(new Uri(found.Body.GetProperty("url").GetString()!), Cancellation));
        Sandbox.AddClient(Root.ClientId, Root.AccessToken);
        var list = await Client.SendAsync(HttpMethod.Get, RunPath(taskId, 0, "artifacts"), credentials: Root);
        Assert.Equal("public/logs/live.log", Assert.Single(list.Body.GetProperty("artifacts").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nobody_uploads_without_a_signed_address()
    {
        var (taskId, _) = await ClaimedAsync();
        using var content = new StringContent("forged");
        using var put = await Client.Http.PutAsync(new Uri($"{Sandbox.RootUrl}/artifact-contents/{taskId}/0/public%2Fa"), content, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        Assert.Null(Sandbox.ReadArtifact(taskId, 0, "public/a"));
    }

    [Fact]
    public async Task Links_are_followed_references_are_gone_to_and_errors_are_told()
    {
        var (taskId, claim) = await ClaimedAsync();
        const string expires = "2026-11-24T15:00:00Z";
        await CreateAsync("public/there", new { storageType = "reference", contentType = "text/html", expires, url = "https://example.com/" });
        await CreateAsync("public/link", new { storageType = "link", expires, artifact = "public/there" });
        await CreateAsync("public/round", new { storageType = "link", expires, artifact = "public/round" });
        await CreateAsync("public/none", new { storageType = "error", expires, reason = "file-missing-on-worker", message = "no such file" });
        Assert.Equal("https://example.com/", (await GetAsync("public/link")).Body.GetProperty("url").GetString());
        Assert.Equal("Artifact leads to a link cycle", (await GetAsync("public/round")).Message);
        Assert.Equal((HttpStatusCode)424, (await GetAsync("public/none")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("public/nothing")).Status);
        Assert.Equal("InsufficientScopes", (await GetAsync("private/a")).Code);

        Task<Answer> CreateAsync(string name, object artifact) => Client.SendAsync(HttpMethod.Post, ArtifactPath(taskId, name), artifact, CredentialsOf(claim));
        Task<Answer> GetAsync(string name) => Client.SendAsync(HttpMethod.Get, ArtifactPath(taskId, name));
    }

    [Fact]
    public async Task An_artifact_stays_what_it_is_and_comes_before_the_end_of_its_run()
    {
        var (taskId, claim) = await ClaimedAsync();
        var credentials = CredentialsOf(claim);
        var path = ArtifactPath(taskId, "public/a");
        object As(string type, string expires = "2026-11-24T15:00:00Z") => new { storageType = "s3", contentType = type, expires };
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Post, path, As("text/plain"), credentials)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Post, path, As("text/plain", "2026-11-25T15:00:00Z"), credentials)).Status);
        Assert.Equal("RequestConflict", (await Client.SendAsync(HttpMethod.Post, path, As("text/html"), credentials)).Code);
        Assert.Equal("InputError", (await Client.SendAsync(HttpMethod.Post, ArtifactPath(taskId, "b"), As("text/plain", "2036-11-24T15:00:00Z"), credentials)).Code);
        Assert.Equal("Expires must be in the future", (await Client.SendAsync(HttpMethod.Post, path, As("text/plain", "2016-11-24T15:00:00Z"), credentials)).Message);
        await Client.SendAsync(HttpMethod.Post, RunPath(taskId, 0, "completed"), new { }, credentials);
        Assert.Equal("RequestConflict", (await Client.SendAsync(HttpMethod.Post, ArtifactPath(taskId, "c"), As("text/plain"), credentials)).Code);
    }

    [Fact]
    public async Task What_workers_ask_beside_their_tasks_is_answered()
    {
        var worker = (await RegisterAsync()).Credentials;
        var purge = await Client.SendAsync(HttpMethod.Get, "/api/purge-cache/v1/purge-cache/proj-test%2Fwin?since=2026-11-23T15%3A00%3A00Z", credentials: worker);
        Assert.Equal(0, purge.Body.GetProperty("requests").GetArrayLength());
        var stay = await Client.SendAsync(HttpMethod.Get, "/api/worker-manager/v1/workers/proj-test%2Fwin/test-group/static-worker-1/should-terminate", credentials: worker);
        Assert.False(stay.Body.GetProperty("terminate").GetBoolean());
    }

    [Fact]
    public void New_ids_are_slugids() => Assert.All(
        Enumerable.Range(0, 200).Select(_ => SlugId.New()),
        id => Assert.Matches("^[A-Za-z0-9_][A-Za-z0-9_-]{7}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$", id));

    private static string TaskPath(string taskId) => $"/api/queue/v1/task/{taskId}";

    private static string RunPath(string taskId, int runId, string what) => $"{TaskPath(taskId)}/runs/{runId}/{what}";

    private static string ArtifactPath(string taskId, string name) => RunPath(taskId, 0, $"artifacts/{Uri.EscapeDataString(name)}");

    private static Credentials CredentialsOf(JsonElement claim) => Credentials.From(claim.GetProperty("credentials"));

    private static string Definition(Dictionary<string, object> properties)
    {
        var definition = new Dictionary<string, object>
        {
            ["taskQueueId"] = Pool,
            ["created"] = "2026-11-23T15:33:31.360Z",
            ["deadline"] = "2026-11-23T17:00:00Z",
            ["payload"] = new { command = (string[])["true"] },
            ["metadata"] = new { name = "n", description = "d", owner = "o@example.com", source = "https://example.com" },
        };
        foreach (var (name, value) in properties)
            definition[name] = value;
        return JsonSerializer.Serialize(definition);
    }

    private async Task<(string TaskId, JsonElement Claim)> ClaimedAsync()
    {
        var taskId = Sandbox.CreateTask(Pool, "true");
        var worker = (await RegisterAsync()).Credentials;
        return (taskId, Assert.Single(await ClaimAsync(worker)));
    }

    private async Task<List<JsonElement>> ClaimAsync(Credentials worker, int tasks = 1) =>
        [.. (await Client.SendAsync(HttpMethod.Post, ClaimPath, new { workerGroup = Group, workerId = Id, tasks }, worker)).Body.GetProperty("tasks").EnumerateArray()];
}
