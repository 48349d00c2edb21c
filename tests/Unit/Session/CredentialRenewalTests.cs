using System.Text.Json;
using WorkerRunner.Protocol;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class CredentialRenewalTests : IDisposable
{
    private const string NewRegistration =
        """{"expires":"2026-11-27T15:29:30.000Z","secret":"registration-secret-2","credentials":{"clientId":"worker/client","accessToken":"access-token-2","certificate":"{\"seed\":\"two\"}"}}""";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task An_outage_shorter_than_what_is_left_ends_nothing()
    {
        world.Http.ByPath(_ => world.Time.Elapsed < TimeSpan.FromMinutes(30) ? (503, "{}") : (200, NewRegistration));
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        // The longest pause is half a minute with these numbers at random.
        Assert.Equal(TimeSpan.FromMinutes(15), world.Http.Requests[0].At);
        Assert.InRange(world.Time.Elapsed, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30.5));
    }

    [Theory]
    [InlineData(45, true, 900, 2580)]
    [InlineData(45, false, 900, 2580)]
    [InlineData(3, true, 90, 135)]
    [InlineData(3, false, 90, 135)]
    [InlineData(1, true, 30, 45)]
    [InlineData(1, false, 30, 45)]
    public async Task An_ill_service_does_not_keep_the_worker_from_being_told_to_end_before_they_expire(int minutes, bool answers, int tried, int told)
    {
        if (answers) world.Http.Error(503, "Ill", "not now");
        else world.Http.NeverAnswer();
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(minutes));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("graceful-termination");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Equal(TimeSpan.FromSeconds(tried), world.Http.Requests[0].At);
        Assert.Equal(TimeSpan.FromSeconds(told), world.Time.Elapsed);
        Assert.Equal(EndCause.CredentialsExpired, session.Ending.Cause);
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(86400, 840)]
    public async Task A_service_is_left_alone_for_as_long_as_it_asks_but_attempts_are_left(int asked, int waited)
    {
        // 28 minutes are left until the worker is told to end; that half of them is waited at most leaves time for more.
        world.Http
            .Then((_, _) => Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)503)
            {
                Content = new StringContent("{}"),
                Headers = { RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromSeconds(asked)) },
            }))
            .Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        var pause = world.Http.Requests[1].At - world.Http.Requests[0].At;
        Assert.InRange(pause, TimeSpan.FromSeconds(waited), TimeSpan.FromSeconds(waited + 2));
    }

    [Fact]
    public async Task Nothing_that_goes_wrong_ends_the_renewal()
    {
        world.Http.Then((_, _) => throw new InvalidDataException("no gzip")).Then((_, _) => throw new NotSupportedException("strange")).Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Contains("could not be renewed", world.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T15:29:30.000Z")]
    [InlineData("2026-11-23T15:30:05.000Z")]
    public async Task Credentials_that_are_of_no_use_end_the_worker_rather_than_its_renewal(string expires)
    {
        // They are asked for at 15:30:00.
        world.Http.Answer(200, NewRegistration.Replace("2026-11-27T15:29:30.000Z", expires, StringComparison.Ordinal));
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(1));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("graceful-termination");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Contains("too soon to be of use", world.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sending new credentials", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_whose_new_credentials_were_lost_on_the_way_ends_and_is_removed_before_its_own_expire()
    {
        var asked = 0;
        world.Http.Then((request, _) => request.Method == HttpMethod.Delete
            ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("{}") })
            : ++asked == 1
                ? throw new HttpRequestException("Connection reset")
                : Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"code":"InputError","message":"no"}""") }));
        var run = World.CloudRun("azure") with { CredentialsExpire = TestTime.Origin.AddMinutes(45), RegistrationSecret = new Secret("registration-secret-1") };
        using var session = WorkerSession.Begin(run, worker, world.Environment, interruptions: null);
        world.Time.Heed(worker);
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        var heard = HearAsync("graceful-termination");
        await world.Time.RunInOrderAsync(heard);
        world.Time.Advance(TimeSpan.FromSeconds(60));
        worker.Exit(71);
        await session.FinishAsync(Test.Token).Soon();
        var removal = world.Http.Requests[world.Http.Requests.Count - 1];
        Assert.Equal(("DELETE", TimeSpan.FromMinutes(44)), (removal.Method, removal.At));
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task After_a_restart_the_server_is_asked_for_the_time_before_anything_is_planned()
    {
        // Ours is 8 h behind, and nobody has said so: the credentials have an hour left, not nine.
        world.Http.Answer(200, """{"alive":true}""", TestTime.Origin.AddHours(8)).Answer(200, NewRegistration);
        var run = World.Run() with
        {
            Stages = RunStages.FromCache,
            CredentialsExpire = TestTime.Origin.AddHours(9),
            RegistrationSecret = new Secret("registration-secret-1"),
        };
        using var session = Sessions.Begin(run, worker, world.Environment);
        worker.Hello(Capabilities.NewCredentials);
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        Assert.Equal(
            [("/api/worker-manager/v1/ping", TimeSpan.Zero), ("/api/worker-manager/v1/worker/reregister", TimeSpan.FromMinutes(30))],
            world.Http.Requests.Select(r => (r.Path, r.At)));
    }

    [Fact]
    public async Task A_clock_that_is_set_while_nobody_answers_ends_no_tasks()
    {
        world.Http.Then((_, _) => world.Time.GetTimestamp() < TimeSpan.FromMinutes(30).Ticks
            ? throw new HttpRequestException("Connection refused")
            : Task.FromResult(new HttpResponseMessage { Content = new StringContent(NewRegistration) }));
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        await world.Time.ArmedAsync(Minute);
        world.Time.AdjustTime(TestTime.Origin.AddHours(12));
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Equal(EndCause.None, session.Ending.Cause);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_sent_again_and_not_asked_for_again()
    {
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        await HearAsync("welcome");
        worker.Hears.Failure = new IOException("no room");
        var said = world.Log.SaidAsync("did not accept its new credentials");
        // The next attempt has to wait for the worker to hear again.
        var pause = new RetryLimits().PauseAfter(attempt: 0, random: 0);
        await world.Time.RunInOrderAsync(said, except: pause);
        worker.Hears.Failure = null;
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Equal(TimeSpan.FromMinutes(15), Assert.Single(world.Http.Requests).At);
        Assert.Equal(TimeSpan.FromMinutes(15) + pause, world.Time.Elapsed);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_right_renews_in_time()
    {
        // Ours is 8 h ahead until NTP sets it; the credentials of an hour are renewed within that hour.
        world.Environment.ServerClock.Learn(TestTime.Origin.AddHours(-8));
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromHours(-7));
        worker.Hello(Capabilities.NewCredentials);
        await world.Time.ArmedAsync(Minute);
        world.Time.AdjustTime(TestTime.Origin.AddHours(-8));
        world.Time.Advance(Minute);
        var heard = HearAsync("new-credentials");
        await world.Time.RunInOrderAsync(heard);
        await heard;
        Assert.Equal(TimeSpan.FromMinutes(30), world.Http.Requests[0].At + TimeSpan.FromHours(8));
    }

    [Fact]
    public async Task New_credentials_are_fetched_and_sent_when_it_is_time()
    {
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials);
        await HearAsync("welcome");
        for (var minute = 0; minute < 15; minute++)
        {
            Assert.Empty(world.Http.Requests);
            await world.Time.PassAsync(Minute);
        }

        var message = await HearAsync("new-credentials");
        Assert.Equal("access-token-2", message.GetProperty("access-token").GetString());
        Assert.Equal("{\"seed\":\"two\"}", message.GetProperty("certificate").GetString());

        var request = Assert.Single(world.Http.Requests);
        Assert.Equal("/api/worker-manager/v1/worker/reregister", request.Path);
        Assert.Contains("\"secret\":\"registration-secret-1\"", request.Body!, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(15), request.At);
        Assert.Equal("registration-secret-2", session.Run.RegistrationSecret!.Reveal());
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 15, 29, 30, TimeSpan.Zero), session.Run.CredentialsExpire);
        Assert.Equal("********", world.Environment.Log.Secrets.Mask("access-token-2"));
    }

    [Fact]
    public async Task After_a_sleep_of_the_machine_the_wall_clock_is_what_counts()
    {
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromHours(10));
        worker.Hello(Capabilities.NewCredentials);
        await world.Time.ArmedAsync(Minute);
        // The clock jumps, as after hibernation; no timer has moved.
        world.Time.AdjustTime(TestTime.Origin.AddHours(9.6));
        Assert.Empty(world.Http.Requests);
        world.Time.Advance(Minute);
        await HearAsync("new-credentials");
    }

    [Fact]
    public async Task The_second_renewal_uses_the_second_secret()
    {
        world.Http.Answer(200, NewRegistration.Replace("2026-11-27", "2026-11-23", StringComparison.Ordinal).Replace("15:29", "16:30", StringComparison.Ordinal)).Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials);
        for (var minute = 0; minute < 15; minute++) await world.Time.PassAsync(Minute);
        await HearAsync("new-credentials");
        Assert.Equal("registration-secret-1", SecretOf(0));
        // The first renewal's own waits, of a minute too, are over by then.
        await world.Log.SaidAsync("Worker credentials expire in 46 min");
        for (var minute = 0; minute < 16; minute++) await world.Time.PassAsync(Minute);
        await HearAsync("new-credentials");
        Assert.Equal("registration-secret-2", SecretOf(1));
    }

    [Fact]
    public async Task A_worker_that_takes_no_credentials_is_told_to_end()
    {
        using var session = Begin(expiresIn: TimeSpan.Zero);
        worker.Hello(Capabilities.GracefulTermination);
        Assert.False((await HearAsync("graceful-termination")).GetProperty("finish-tasks").GetBoolean());
        Assert.Empty(world.Http.Requests);
        worker.Exit(71);
        Assert.True((await session.Completion.Soon()).Succeeded);
    }

    [Fact]
    public async Task A_worker_for_which_no_credentials_can_be_had_is_told_to_end()
    {
        world.Http.Error(400, "InputError", "Could not generate credentials for this secret");
        using var session = Begin(expiresIn: TimeSpan.Zero);
        worker.Hello(Capabilities.GracefulTermination, Capabilities.NewCredentials);
        await HearAsync("graceful-termination");
        Assert.Contains("Could not generate credentials for this secret", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_registration_secret_the_worker_is_told_to_end()
    {
        using var session = Begin(expiresIn: TimeSpan.Zero, secret: null);
        worker.Hello(Capabilities.GracefulTermination, Capabilities.NewCredentials);
        await HearAsync("graceful-termination");
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task The_restart_cache_gets_the_new_secret()
    {
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.Zero, yaml: "cacheOverRestarts: cache.json");
        worker.Hello(Capabilities.NewCredentials);
        await HearAsync("new-credentials");
        await world.Time.ArmedAsync(Minute);
        Assert.Contains("registration-secret-2", await File.ReadAllTextAsync(world.Folder.File("cache.json"), Test.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_cache_that_cannot_be_written_is_said_and_tried_again_and_the_worker_goes_on()
    {
        world.Http.Answer(200, NewRegistration);
        Directory.CreateDirectory(world.Folder.File("cache.json"));
        using var session = Begin(expiresIn: TimeSpan.Zero, yaml: "cacheOverRestarts: cache.json");
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        await HearAsync("new-credentials");
        Assert.Contains(world.Log.Lines, l => l.StartsWith("The worker's new credentials could not be saved", StringComparison.Ordinal));
        Directory.Delete(world.Folder.File("cache.json"));
        await world.Time.PassAsync(Minute);
        await world.Log.SaidAsync("The worker's new credentials are saved now");
        Assert.Contains("registration-secret-2", await File.ReadAllTextAsync(world.Folder.File("cache.json"), Test.Token), StringComparison.Ordinal);
        Assert.True(worker.Hears.IsDrained);
    }

    [Fact]
    public async Task They_are_kept_before_the_worker_has_them_in_its_own_file_too()
    {
        world.Http.Answer(200, NewRegistration);
        var config = WorkerRunner.Configuration.RunnerConfigReader.Parse("runner.yml", World.StandaloneYaml.Replace("dummy", "generic-worker\n  path: w\n  configPath: worker.json", StringComparison.Ordinal) + "\ncacheOverRestarts: cache.json\n");
        var run = World.Run() with { Config = config, CredentialsExpire = TestTime.Origin, RegistrationSecret = new Secret("registration-secret-1") };
        using var session = Sessions.Begin(run, worker, world.Environment);
        worker.Hello(Capabilities.NewCredentials);
        await HearAsync("new-credentials");
        foreach (var file in (string[])["cache.json", "worker.json"])
            Assert.Contains("access-token-2", await File.ReadAllTextAsync(world.Folder.File(file), Test.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_never_said_hello_and_failed_has_not_ended_on_request()
    {
        using var session = Begin(expiresIn: TimeSpan.Zero);
        worker.Exit(1);
        var exit = await session.Completion.Soon();
        Assert.False(exit.StopRequested);
        Assert.False(exit.Succeeded);
    }

    [Fact]
    public async Task Credentials_that_do_not_expire_are_never_renewed()
    {
        using var session = Begin(expiresIn: null);
        worker.Hello(Capabilities.NewCredentials);
        await session.CanAsync(Capabilities.NewCredentials, Test.Token).Soon();
        world.Time.Advance(TimeSpan.FromDays(400));
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task By_hand_they_are_renewed_now_and_the_next_renewal_is_planned_anew()
    {
        world.Http.Answer(200, NewRegistration);
        using var session = Begin(expiresIn: TimeSpan.FromMinutes(45));
        worker.Hello(Capabilities.NewCredentials);
        await world.Time.ArmedAsync(Minute);
        await session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), Test.Token).Soon();
        Assert.Equal("access-token-2", (await HearAsync("new-credentials")).GetProperty("access-token").GetString());
        Assert.Equal("registration-secret-2", session.Run.RegistrationSecret!.Reveal());

        // The old time passes, and nothing is asked again.
        for (var minute = 0; minute < 15; minute++)
        {
            world.Time.Advance(Minute);
            await world.Time.ArmedAsync(Minute);
        }
        Assert.Single(world.Http.Requests);
        Assert.Equal(2, world.Log.Lines.Count(l => l.StartsWith("Worker credentials expire in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task By_hand_and_as_planned_at_the_same_time_each_secret_is_used_once()
    {
        var asked = new TaskCompletionSource<bool>();
        var goOn = new TaskCompletionSource<bool>();
        world.Http
            .Then(async (_, _) =>
            {
                asked.SetResult(true);
                await goOn.Task;
                return new HttpResponseMessage { Content = new StringContent(NewRegistration) };
            })
            .Then((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StringContent(NewRegistration.Replace("secret-2", "secret-3", StringComparison.Ordinal)) }));
        using var session = Begin(expiresIn: TimeSpan.Zero);
        worker.Hello(Capabilities.NewCredentials);
        await asked.Task.Soon();
        var byHand = session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), Test.Token);
        goOn.SetResult(true);
        await byHand.Soon();
        Assert.Equal(["registration-secret-1", "registration-secret-2"], [SecretOf(0), SecretOf(1)]);
        Assert.Equal("registration-secret-3", session.Run.RegistrationSecret!.Reveal());
    }

    [Fact]
    public async Task By_hand_a_worker_that_takes_none_is_an_error_and_nobody_is_asked()
    {
        using var session = Begin(expiresIn: TimeSpan.FromHours(40));
        worker.Hello();
        var error = await Assert.ThrowsAsync<SessionRequestException>(() => session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), Test.Token)).Soon();
        Assert.Contains("does not support new credentials", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task By_hand_without_a_registration_secret_is_an_error()
    {
        using var session = Begin(expiresIn: null, secret: null);
        await Assert.ThrowsAsync<SessionRequestException>(() => session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), Test.Token)).Soon();
    }

    [Fact]
    public async Task By_hand_a_refusal_is_an_error_and_the_worker_goes_on()
    {
        world.Http.Error(400, "InputError", "No.");
        using var session = Begin(expiresIn: TimeSpan.FromHours(40));
        worker.Hello(Capabilities.NewCredentials, Capabilities.GracefulTermination);
        await Assert.ThrowsAsync<TaskclusterException>(() => session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), Test.Token)).Soon();
        await HearAsync("welcome");
        Assert.True(worker.Hears.IsDrained);
    }

    [Fact]
    public async Task By_hand_the_waiting_can_be_ended_and_the_renewal_goes_on()
    {
        var goOn = new TaskCompletionSource<bool>();
        world.Http.Then(async (_, _) =>
        {
            await goOn.Task;
            return new HttpResponseMessage { Content = new StringContent(NewRegistration) };
        });
        using var session = Begin(expiresIn: TimeSpan.FromHours(40));
        using var stop = new CancellationTokenSource();
        worker.Hello(Capabilities.NewCredentials);
        await session.CanAsync(Capabilities.NewCredentials, Test.Token).Soon();
        var byHand = session.Requests.RenewCredentialsAsync(TimeSpan.FromSeconds(30), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => byHand).Soon();
        goOn.SetResult(true);
        await HearAsync("new-credentials");
    }

    private WorkerSession Begin(TimeSpan? expiresIn, string? secret = "registration-secret-1", string yaml = "")
    {
        var run = World.Run(yaml) with
        {
            CredentialsExpire = TestTime.Origin + expiresIn,
            RegistrationSecret = secret is null ? null : new Secret(secret),
        };
        return Sessions.Begin(run, worker, world.Environment);
    }

    private string? SecretOf(int request)
    {
        using var json = JsonDocument.Parse(world.Http.Requests[request].Body!);
        return json.RootElement.GetProperty("secret").GetString();
    }

    private async Task<JsonElement> HearAsync(string type)
    {
        while (true)
        {
            var line = await worker.Hears.NextAsync();
            using var json = JsonDocument.Parse(line.AsMemory(1));
            if (json.RootElement.GetProperty("type").GetString() == type) return json.RootElement.Clone();
        }
    }
}
