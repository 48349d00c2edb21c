# The schema that editors use and the reader agree; a configuration in JSON is one in YAML.
Describe 'runner.schema.json' -Skip:($PSVersionTable.PSVersion -lt '7.4') {
    BeforeDiscovery {
        $static = @{
            providerType = 'static'; rootURL = 'https://taskcluster.example.com'; providerID = 'p'; workerPoolID = 'a/b'; workerGroup = 'g'; workerID = 'i'; staticSecret = 'StaticSecret0123456789StaticSecret0123456789'
        }
        $standalone = @{
            providerType = 'standalone'; rootURL = 'https://taskcluster.example.com'; workerPoolID = 'a/b'; workerGroup = 'g'; workerID = 'i'; clientID = 'c'; accessToken = 't'
        }
        $dummy = @{ implementation = 'dummy' }
        function With([hashtable] $Change, [hashtable] $To) {
            $all = $To.Clone()
            foreach ($key in $Change.Keys) { if ($null -eq $Change[$key]) { $all.Remove($key) } else { $all[$key] = $Change[$key] } }
            $all
        }
        $cases = @(
            foreach ($cloud in 'aws', 'azure', 'google') { @{ Good = $true; Config = @{ provider = @{ providerType = $cloud; metadataTimeout = 5; metadataURL = 'http://127.0.0.1:1' }; worker = $dummy } } }
            foreach ($more in @(
                    @{ workerConfig = @{ a = 1 } }, @{ getSecrets = $false }, @{ shutdownOnFailure = $true }
                    @{ logging = @{ implementation = 'stdio'; level = 'debug' } }, @{ logging = @(@{ implementation = 'file'; path = 'x.log'; maxSize = '1 mb'; maxFiles = 2 }) }
                    @{ interruptions = @{ eventTypes = @('Freeze'); acknowledge = $true; actOnAdvisory = $true } }
                )) { @{ Good = $true; Config = With $more @{ provider = $static; worker = $dummy } } }
            @{ Good = $true; Config = @{ provider = With @{ workerLocation = @{ region = 'r' }; providerMetadata = @{ a = 1 }; certificate = '{"version":1}' } $standalone; worker = $dummy } }
            foreach ($more in @(
                    @{ workerConfig = 1 }, @{ getSecrets = 'no' }, @{ getSecret = $true }, @{ provider = $null }, @{ worker = $null }
                    @{ logging = @{ implementation = 'none' } }, @{ logging = @{ implementation = 'file' } }, @{ logging = @{ implementation = 'stdio'; level = 'loud' } }
                    @{ logging = @{ implementation = 'file'; path = 'x.log'; maxSize = '1 TB' } }, @{ logging = @{ implementation = 'file'; path = 'x.log'; maxFiles = 0 } }
                    @{ interruptions = @{ eventTypes = @('Thaw') } }, @{ interruptions = @{ acknowledge = 1 } }
                    @{ worker = @{ implementation = 'generic-worker'; configPath = 'c' } }, @{ worker = @{ implementation = 'docker-worker'; configPath = 'c' } }
                    @{ worker = @{ implementation = 'generic-worker'; configPath = 'c'; path = 'p'; service = 's' } }
                )) { @{ Good = $false; Config = With $more @{ provider = $static; worker = $dummy } } }
            foreach ($key in $static.Keys) { @{ Good = $false; Config = @{ provider = With @{ $key = $null } $static; worker = $dummy } } }
            foreach ($key in $standalone.Keys) { @{ Good = $false; Config = @{ provider = With @{ $key = $null } $standalone; worker = $dummy } } }
            foreach ($bad in @{ rootURL = 'taskcluster' }, @{ workerPoolID = 'pool' }, @{ workerLocation = @{ a = 1 } }, @{ staticSecret = 1 }) {
                @{ Good = $false; Config = @{ provider = With $bad $static; worker = $dummy } }
            }
        ) | ForEach-Object { $_.Json = ConvertTo-Json $_.Config -Depth 9 -Compress; $_.Remove('Config'); $_ }
    }

    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $schema = Join-Path $Repository 'out/WorkerRunner/runner.schema.json'
        $file = Join-Path $TestDrive 'runner.yaml'
    }

    It 'says of <Json> what Test-RunnerConfig says: <Good>' -ForEach $cases {
        [IO.File]::WriteAllText($file, $Json)
        if (-not $IsWindows) { [IO.File]::SetUnixFileMode($file, 'UserRead,UserWrite') }
        $problems = @(Test-RunnerConfig $file | Where-Object Severity -NE 'Information')
        ($problems.Count -eq 0) | Should -Be $Good -Because "$problems"
        Test-Json -Json $Json -SchemaFile $schema -ErrorAction Ignore | Should -Be $Good
    }
}
