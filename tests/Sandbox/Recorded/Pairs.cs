namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>The table. A difference to the real services that is found is a new row here first.</summary>
internal static class Pairs
{
    private const string Register = "POST /api/worker-manager/v1/worker/register";
    private const string Reregister = "POST /api/worker-manager/v1/worker/reregister";
    private const string Report = "POST /api/worker-manager/v1/worker-pool-errors/proj-test%2Fwin";
    private const string Remove = "DELETE /api/worker-manager/v1/workers/proj-test%2Fwin/test-group/static-worker-1";
    private const string Secret = "/api/secrets/v1/secret/worker-pool%3Aproj-test%2Fwin";
    private const string RegisterSchema =
        "\nSchema Validation Failed!\nRejecting Schema: {root}/schemas/worker-manager/v1/register-worker-request.json#\nErrors:\n  * ";
    private const string ReregisterSchema =
        "\nSchema Validation Failed!\nRejecting Schema: {root}/schemas/worker-manager/v1/reregister-worker-request.json#\nErrors:\n  * ";
    private const string ReportSchema =
        "\nSchema Validation Failed!\nRejecting Schema: {root}/schemas/worker-manager/v1/report-worker-error-request.json#\nErrors:\n  * ";
    private const string SecretSchema =
        "\nSchema Validation Failed!\nRejecting Schema: {root}/schemas/secrets/v1/secret.json#\nErrors:\n  * ";
    private const string Identifier = "^([a-zA-Z0-9-_]*)$";
    private const string Proof = """{"staticSecret":"StaticSecret0123456789StaticSecret0123456789"}""";
    private const string Registered = "expires,credentials,credentials.clientId,credentials.accessToken,credentials.certificate,workerConfig,secret";
    private const string Reported =
        "workerPoolId=proj-test/win,errorId,reported,kind=worker-error,title,description=D,extra,extra.workerGroup=test-group,extra.workerId=static-worker-1";
    private const string Refusal = "code,message,requestInfo,requestInfo.method,requestInfo.params,requestInfo.payload,requestInfo.time";

    public static IReadOnlyList<Pair> All { get; } =
    [
        // The form of every answer.
        new("an answer's headers", Source.App, $"GET {Secret}", 200)
        {
            As = Caller.Root,
            Shape = "secret,secret.config,expires",
            Headers = """
                ^Content-Type: application/json; charset=utf-8$
                ^ETag: W/"[0-9a-f]+-[A-Za-z0-9+/]{27}"$
                ^Vary: Accept-Encoding$
                ^Cache-Control: no-store no-cache must-revalidate$
                ^x-for-request-id: [0-9a-f-]{36}$
                ^x-for-trace-id: [0-9a-f-]{36}$
                ^X-Content-Type-Options: nosniff$
                ^Access-Control-Allow-Origin: \*$
                ^Content-Length: [0-9]+$
                """,
            Lacks = "Transfer-Encoding",
        },
        new("a caller's trace ID comes back", Source.App, "GET /api/secrets/v1/ping", 200)
        {
            Header = "x-taskcluster-trace-id: abc", Headers = "^x-for-trace-id: abc$", Shape = "alive=True,uptime",
        },
        new("indented JSON", Source.Seen, "GET /api/nonsense", 404) { Text = "{\n  \"error\": \"Not found\"\n}" },
        new("a short answer is not compressed", Source.Seen, $"GET {Secret}", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: gzip, deflate, br", Headers = "^Content-Length: ", Lacks = "Content-Encoding",
        },
        new("a longer one is, in chunks", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: gzip", Headers = "^Content-Encoding: gzip$\n^Transfer-Encoding: chunked$",
            Lacks = "Content-Length", Shape = "secret,secret.long,expires",
        },
        new("br before gzip before deflate", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: gzip, deflate, br", Headers = "^Content-Encoding: br$", Shape = "secret,secret.long,expires",
        },
        new("deflate is zlib's", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: deflate, gzip;q=0.5", Headers = "^Content-Encoding: deflate$",
            Shape = "secret,secret.long,expires",
        },
        new("whatever is br", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: *", Headers = "^Content-Encoding: br$", Shape = "secret,secret.long,expires",
        },
        new("an unknown coding is none", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: zstd", Headers = "^Content-Length: ", Lacks = "Content-Encoding",
        },
        new("a refused coding is none", Source.Express, "GET /api/secrets/v1/secret/long", 200)
        {
            As = Caller.Root, Header = "Accept-Encoding: br;q=0", Headers = "^Content-Length: ", Lacks = "Content-Encoding",
        },

        // Methods.
        new("ping of secrets", Source.Seen, "GET /api/secrets/v1/ping", 200) { Shape = "alive=True,uptime" },
        new("ping of worker-manager", Source.Seen, "GET /api/worker-manager/v1/ping", 200) { Shape = "alive=True,uptime" },
        new("HEAD of ping", Source.Express, "HEAD /api/secrets/v1/ping", 200) { Text = "", Headers = "^Content-Length: [0-9]+$\n^ETag: " },
        new("HEAD asks for scopes too", Source.Express, $"HEAD {Secret}", 403) { Text = "" },
        new("OPTIONS of a secret", Source.Express, $"OPTIONS {Secret}", 200)
        {
            Text = "DELETE, GET, HEAD, PUT", Headers = "^Allow: DELETE, GET, HEAD, PUT$\n^Content-Type: text/plain$",
        },
        new("OPTIONS of ping", Source.Express, "OPTIONS /api/secrets/v1/ping", 200) { Text = "GET, HEAD" },
        new("OPTIONS of nothing", Source.Express, "OPTIONS /api/secrets/v1/nonsense", 404) { Text = "{\n  \"error\": \"Not found\"\n}" },
        new("a method that there is not", Source.Express, $"PATCH {Secret}", 404) { Text = "{\n  \"error\": \"Not found\"\n}" },
        new("a path in capitals", Source.Express, "GET /api/secrets/v1/Secret/a", 404) { Text = "{\n  \"error\": \"Not found\"\n}" },
        new("a slash at the end", Source.Seen, $"{Register}/", 200) { Body = Registration(), Shape = Registered },
        new("a slash at the end of a secret's name is part of it", Source.Express, $"GET {Secret}/", 404)
        {
            As = Caller.Root, Code = "ResourceNotFound", Message = "Secret not found",
        },
        new("an escape that is none", Source.Express, "GET /api/secrets/v1/secret/%zz", 400) { Headers = "^Content-Type: text/html; charset=utf-8$" },
        new("an escape that is no UTF-8", Source.Express, "GET /api/secrets/v1/secret/%ff", 400) { Headers = "^Content-Type: text/html; charset=utf-8$" },

        // Bodies.
        new("no body", Source.Express, Register, 400)
        {
            ContentType = null, Code = "MalformedPayload",
            Message = "Payload must be JSON with content-type: application/json got content-type: null",
        },
        new("an empty body", Source.Seen, Register, 400)
        {
            Body = "", Code = "InputValidationError",
            Message = RegisterSchema + "data must have required property 'workerPoolId'\n  * data must have required property 'providerId'"
                + "\n  * data must have required property 'workerGroup'\n  * data must have required property 'workerId'"
                + "\n  * data must have required property 'workerIdentityProof'",
            Shape = Refusal.Replace("payload", "payload=(OMITTED)", StringComparison.Ordinal),
        },
        new("a body of another type", Source.Api, Register, 400)
        {
            Body = Registration(), ContentType = "text/plain", Code = "MalformedPayload",
            Message = "Payload must be JSON with content-type: application/json got content-type: text/plain*",
        },
        new("half a body", Source.Api, Register, 400) { Body = "{", Code = "MalformedPayload", Message = "Failed to parse JSON: *" },
        new("a number", Source.Api, Register, 400)
        {
            Body = "5", Code = "MalformedPayload", Message = "Failed to parse JSON: Must be an object or array",
        },
        new("an array", Source.Ajv, Register, 400) { Body = "[]", Code = "InputValidationError", Message = RegisterSchema + "data must be object" },
        new("a byte order mark", Source.Seen, Register, 200) { Body = "\uFEFF" + Registration(), Shape = Registered },
        new("of two values the last counts", Source.Seen, Register, 200)
        {
            Body = Registration("""{"staticSecret":"x"},"workerIdentityProof":""" + Proof), Shape = Registered,
        },
        new("an unknown character set", Source.Express, Register, 500)
        {
            Body = Registration(), ContentType = "application/json; charset=nonsense", Code = "InternalServerError",
            Message = "Internal Server Error, incidentId *",
        },
        new("more than 10 MiB", Source.Express, Register, 500)
        {
            Body = Registration(more: $",\"more\":\"{new string('x', 10 * 1024 * 1024)}\""), Code = "InternalServerError",
            Message = "Internal Server Error, incidentId *",
        },
        new("a malformed body where none is expected", Source.Api, Remove, 400)
        {
            As = Caller.Root, Body = "{", Code = "MalformedPayload", Message = "Failed to parse JSON: *",
        },

        // registerWorker.
        new("a registration", Source.Seen, Register, 200) { Body = Registration(), Shape = Registered },
        new("a registration's payload is not shown", Source.Seen, Register, 400)
        {
            Body = Registration("""{"staticSecret":"0000000000000000000000000000000000000000000="}""".Replace('=', '0')),
            Code = "InputError", Message = "bad staticSecret in workerIdentityProof",
            Shape = Refusal.Replace("payload", "payload=(OMITTED)", StringComparison.Ordinal),
        },
        new("a short static secret", Source.Ajv, Register, 400)
        {
            Body = Registration("""{"staticSecret":"short"}"""), Code = "InputValidationError",
            Message = RegisterSchema + """
                data/workerIdentityProof must have required property 'token'
                  * data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof/staticSecret must match pattern "^[a-zA-Z0-9_-]{44}$"
                  * data/workerIdentityProof must have required property 'document'
                  * data/workerIdentityProof must have required property 'signature'
                  * data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof must have required property 'document'
                  * data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof must match exactly one schema in oneOf
                """,
        },
        new("a proof of two kinds", Source.Ajv, Register, 400)
        {
            Body = Registration(Proof.Replace("}", ",\"token\":\"t\"}", StringComparison.Ordinal)), Code = "InputValidationError",
            Message = RegisterSchema + """
                data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof must NOT have additional properties: "token"
                  * data/workerIdentityProof must have required property 'document'
                  * data/workerIdentityProof must have required property 'signature'
                  * data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof must NOT have additional properties: "token"
                  * data/workerIdentityProof must have required property 'document'
                  * data/workerIdentityProof must NOT have additional properties: "staticSecret"
                  * data/workerIdentityProof must NOT have additional properties: "token"
                  * data/workerIdentityProof must match exactly one schema in oneOf
                """,
        },
        new("a proof that is no object", Source.Ajv, Register, 400)
        {
            Body = Registration("null"), Code = "InputValidationError",
            Message = RegisterSchema + """
                data/workerIdentityProof must be object
                  * data/workerIdentityProof must be object
                  * data/workerIdentityProof must be object
                  * data/workerIdentityProof must be object
                  * data/workerIdentityProof must match exactly one schema in oneOf
                """,
        },
        new("a token that is no text", Source.Ajv, Register, 400)
        {
            Body = Registration("""{"token":5}"""), Code = "InputValidationError",
            Message = RegisterSchema + "data/workerIdentityProof/token must be string\n*",
        },
        new("a pool without a slash", Source.Ajv, Register, 400)
        {
            Body = Registration(pool: "noslash"), Code = "InputValidationError",
            Message = RegisterSchema + "data/workerPoolId must match pattern \"^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$\"",
        },
        new("a line feed at the end", Source.Ajv, Register, 400)
        {
            Body = Registration(id: @"i-1\n"), Code = "InputValidationError",
            Message = RegisterSchema + $"data/workerId must match pattern \"{Identifier}\"",
        },
        new("an empty name", Source.Ajv, Register, 400)
        {
            Body = Registration(id: ""), Code = "InputValidationError", Message = RegisterSchema + "data/workerId must NOT have fewer than 1 characters",
        },
        new("a long name with a dot", Source.Ajv, Register, 400)
        {
            Body = Registration(id: new string('.', 39)), Code = "InputValidationError",
            Message = RegisterSchema + $"data/workerId must NOT have more than 38 characters\n  * data/workerId must match pattern \"{Identifier}\"",
        },
        new("more than is known", Source.Ajv, Register, 400)
        {
            Body = Registration(more: """,  "we\"ird":1"""), Code = "InputValidationError",
            Message = RegisterSchema + @"data must NOT have additional properties: ""we\""ird""",
        },
        .. Accepted(
            "2026-11-23T15:00:00Z", "2026-11-23T15:00:00", "2026-11-23 15:00:00z", "2026-11-23t15:00:00.123456789+0100",
            "2026-11-23T15:00:00+01", "2026-11-23T23:59:60Z", "2024-02-29T00:00:00Z", "0000-02-29T00:00:00Z"),
        .. Rejected(
            "2026-11-23T24:00:00Z", "2026-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-23T15:00:60Z", "2026-11-23T15:00Z",
            "2026-11-23", "2026-11-23T15:00:00.Z", "23 November 2026", ""),
        new("a time that is no text", Source.Ajv, Register, 400)
        {
            Body = Registration(more: ",\"systemBootTime\":5"), Code = "InputValidationError", Message = RegisterSchema + "data/systemBootTime must be string",
        },
        new("an unknown pool", Source.WorkerManager, Register, 404)
        {
            Body = Registration(pool: "other/pool"), Code = "ResourceNotFound", Message = "Worker pool other/pool does not exist",
        },
        new("an unknown provider", Source.WorkerManager, Register, 404)
        {
            Body = Registration(provider: "other"), Code = "ResourceNotFound", Message = "Provider other does not exist",
        },
        new("a provider of other pools", Source.WorkerManager, Register, 400)
        {
            Body = Registration(provider: "elsewhere"), Code = "InputError",
            Message = "Worker pool proj-test/win not associated with provider elsewhere",
        },
        new("an unknown worker", Source.WorkerManager, Register, 404)
        {
            Body = Registration(id: "unknown"), Code = "ResourceNotFound",
            Message = "Worker test-group/unknown in worker pool proj-test/win does not exist",
        },
        new("an expired worker", Source.WorkerManager, Register, 400)
        {
            Body = Registration(id: "expired"), Code = "InputError", Message = "Worker test-group/expired has expired",
        },
        new("a stopped worker", Source.WorkerManager, Register, 400)
        {
            Body = Registration(id: "stopped"), Code = "InputError", Message = "worker is not running",
        },
        new("a proof of another kind", Source.WorkerManager, Register, 400)
        {
            Body = Registration("""{"token":"t"}"""), Code = "InputError", Message = "missing staticSecret in workerIdentityProof",
        },

        // reregisterWorker.
        new("a reregistration", Source.Seen, Reregister, 200)
        {
            As = Caller.Worker, Body = Reregistration(),
            Shape = "expires,credentials,credentials.clientId,credentials.accessToken,credentials.certificate,secret",
        },
        new("a reregistration of nobody", Source.Api, Reregister, 403)
        {
            Body = Reregistration(), Code = "InsufficientScopes",
            Message = "This request requires Taskcluster credentials that satisfy the following scope expression:\n\n"
                + "```\nworker-manager:reregister-worker:proj-test/win/test-group/static-worker-1\n```",
            Shape = Refusal.Replace("payload", "payload=(OMITTED)", StringComparison.Ordinal),
        },
        new("a reregistration's schema before its scopes", Source.Ajv, Reregister, 400)
        {
            Body = Reregistration("short", ",\"providerId\":\"static\""), Code = "InputValidationError",
            Message = ReregisterSchema + "data must NOT have additional properties: \"providerId\"\n  * data/secret must match pattern \"^[a-zA-Z0-9_-]{44}$\"",
        },
        new("a secret that was not given", Source.WorkerManager, Reregister, 400)
        {
            As = Caller.Worker, Body = Reregistration(new string('x', 44)), Code = "InputError",
            Message = "Could not generate credentials for this secret",
        },
        new("a worker that never registered", Source.WorkerManager, Reregister, 400)
        {
            As = Caller.Root, Body = Reregistration(id: "expired"), Code = "InputError", Message = "Could not generate credentials for this secret",
        },

        // reportWorkerError.
        new("a report", Source.Seen, Report, 200) { As = Caller.Worker, Body = ErrorReport(), Shape = Reported },
        new("half a surrogate pair", Source.Seen, Report, 200) { As = Caller.Worker, Body = ErrorReport(title: @"\ud800"), Shape = Reported },
        new("characters are code points", Source.Ajv, Report, 200)
        {
            As = Caller.Worker, Body = ErrorReport(title: string.Concat(Enumerable.Repeat("😀", 128))), Shape = Reported,
        },
        new("one code point too many", Source.Ajv, Report, 400)
        {
            As = Caller.Worker, Body = ErrorReport(title: string.Concat(Enumerable.Repeat(@"\ud83d\ude00", 129))), Code = "InputValidationError",
            Message = ReportSchema + "data/title must NOT have more than 128 characters",
            Shape = Refusal + ",requestInfo.payload.title",
        },
        new("halves of pairs count one each", Source.Ajv, Report, 200)
        {
            As = Caller.Worker, Body = ErrorReport(title: string.Concat(Enumerable.Repeat(@"\udc00", 128))), Shape = Reported,
        },
        new("a kind with one letter that fits", Source.Ajv, Report, 200)
        {
            As = Caller.Worker, Body = ErrorReport(kind: "A-a"), Shape = Reported.Replace("worker-error", "A-a", StringComparison.Ordinal),
        },
        new("a kind with none", Source.Ajv, Report, 400)
        {
            As = Caller.Worker, Body = ErrorReport(kind: new string('K', 129)), Code = "InputValidationError",
            Message = ReportSchema + "data/kind must NOT have more than 128 characters\n  * data/kind must match pattern \"[-a-z0-9]+\"",
        },
        new("an extra that nests", Source.Seen, Report, 200)
        {
            As = Caller.Worker, Body = ErrorReport(extra: $"{{\"a\":{new string('[', 90)}{new string(']', 90)}}}"), Shape = Reported,
        },
        new("an extra that is an array", Source.Ajv, Report, 400)
        {
            As = Caller.Worker, Body = ErrorReport(extra: "[]"), Code = "InputValidationError", Message = ReportSchema + "data/extra must be object",
        },
        new("a report of nobody", Source.Api, Report, 403)
        {
            Body = ErrorReport(), Code = "InsufficientScopes",
            Message = "This request requires Taskcluster credentials that satisfy the following scope expression:\n\n```\n{\n  \"AllOf\": [\n"
                + "    \"assume:worker-pool:proj-test/win\",\n    \"assume:worker-id:test-group/static-worker-1\"\n  ]\n}\n```",
        },
        new("a report for another worker", Source.Api, Report, 403)
        {
            As = Caller.Worker, Body = ErrorReport(id: "another"), Code = "InsufficientScopes",
            Message = "Client ID worker/static/proj-test/win/test-group/static-worker-1 does not have sufficient scopes and is missing the "
                + "following scopes:\n\n```\nassume:worker-id:test-group/another\n```\n\n*",
        },

        // removeWorker.
        new("a removal", Source.Seen, Remove, 200) { As = Caller.Worker, Text = "{}" },
        new("a removal with a slash at the end", Source.Express, $"{Remove}/", 200) { As = Caller.Root, Text = "{}" },
        new("a removal of nobody knows", Source.WorkerManager, Remove + "0", 404)
        {
            As = Caller.Root, Code = "ResourceNotFound", Message = "Worker not found", Shape = Refusal + ",requestInfo.params.workerId=static-worker-10",
        },
        new("scopes before the address", Source.Api, "DELETE /api/worker-manager/v1/workers/a/b/c", 403) { As = Caller.Worker, Code = "InsufficientScopes" },
        new("the address, each part", Source.Api, "DELETE /api/worker-manager/v1/workers/a/b.c/d", 400)
        {
            As = Caller.Root, Code = "InvalidRequestArguments",
            Message = "Invalid URL patterns:\nURL parameter 'workerPoolId' given as 'a' must match regular expression: "
                + @"'/^[a-zA-Z0-9-_]{1,38}\/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$/'" + "\nURL parameter 'workerGroup' given as 'b.c' must match "
                + "regular expression: '/^([a-zA-Z0-9-_]{1,38})$/'",
        },
        new("a query", Source.Api, $"{Remove}?a=1&b=2&a=3", 400)
        {
            As = Caller.Root, Code = "InvalidRequestArguments",
            Message = "Query-string parameter: a is not supported!\nQuery-string parameter: b is not supported!",
        },

        // Secrets.
        new("a secret of nobody", Source.Api, $"GET {Secret}", 403)
        {
            Code = "InsufficientScopes",
            Message = "This request requires Taskcluster credentials that satisfy the following scope expression:\n\n"
                + "```\nsecrets:get:worker-pool:proj-test/win\n```",
            Shape = Refusal + ",requestInfo.params.name=worker-pool:proj-test/win",
        },
        new("a secret that is not", Source.Secrets, "GET /api/secrets/v1/secret/a%2Fb", 404)
        {
            As = Caller.Root, Code = "ResourceNotFound", Message = "Secret not found",
        },
        new("a secret that is over", Source.Secrets, "GET /api/secrets/v1/secret/over", 404)
        {
            As = Caller.Root, Code = "ResourceNotFound", Message = "Secret not found",
        },
        new("setting a secret", Source.Secrets, $"PUT {Secret}", 200)
        {
            As = Caller.Root, Body = """{"secret":{"a":1},"expires":"2027-01-01T00:00:00Z"}""", Text = "{}",
        },
        new("setting a secret as a worker", Source.Secrets, $"PUT {Secret}", 403) { As = Caller.Worker, Body = "{}", Code = "InsufficientScopes" },
        new("setting a secret that is none", Source.Secrets, $"PUT {Secret}", 400)
        {
            As = Caller.Root, Body = """{"secret":"x","expires":"y","more":1}""", Code = "InputValidationError",
            Message = SecretSchema + "data must NOT have additional properties: \"more\"\n  * data/secret must be object\n"
                + "  * data/expires must match format \"date-time\"",
            Shape = Refusal + ",requestInfo.payload.secret=(OMITTED)",
        },
        new("removing a secret", Source.Secrets, $"DELETE {Secret}", 200) { As = Caller.Root, Text = "{}" },
        new("removing a secret that is not", Source.Secrets, "DELETE /api/secrets/v1/secret/none", 200) { As = Caller.Root, Text = "{}" },
    ];

    private static string Registration(
        string proof = Proof, string pool = "proj-test/win", string provider = "static", string id = "static-worker-1", string more = "") =>
        $$"""
        {"workerPoolId":"{{pool}}","providerId":"{{provider}}","workerGroup":"test-group","workerId":"{{id}}","workerIdentityProof":{{proof}}{{more}}}
        """;

    private static string Reregistration(string secret = "{secret}", string more = "", string id = "static-worker-1") =>
        $$"""{"workerPoolId":"proj-test/win","workerGroup":"test-group","workerId":"{{id}}","secret":"{{secret}}"{{more}}}""";

    private static string ErrorReport(string title = "T", string kind = "worker-error", string extra = "{}", string id = "static-worker-1") =>
        $$"""{"workerGroup":"test-group","workerId":"{{id}}","kind":"{{kind}}","title":"{{title}}","description":"D","extra":{{extra}}}""";

    private static IEnumerable<Pair> Accepted(params string[] times) => times.Select(time => new Pair($"the time {time}", Source.Ajv, Register, 200)
    {
        Body = Registration(more: $",\"systemBootTime\":\"{time}\""),
        Shape = Registered,
    });

    private static IEnumerable<Pair> Rejected(params string[] times) => times.Select(time => new Pair($"no time {time}", Source.Ajv, Register, 400)
    {
        Body = Registration(more: $",\"systemBootTime\":\"{time}\""),
        Code = "InputValidationError",
        Message = RegisterSchema + "data/systemBootTime must match format \"date-time\"",
    });
}
