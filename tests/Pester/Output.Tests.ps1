# What every type of object that the cmdlets give looks like: as JSON, in tables and in lists.
Describe 'What the cmdlets give' {
    BeforeDiscovery {
        $types = 'RunnerConfig', 'WorkerRun', 'WorkerSession', 'WorkerExit', 'ConfigProblem', 'ProtocolMessage', 'WorkerLogRecord', 'WorkerFile', 'Interruption', 'Timeline', 'TimelineStep', 'TimelineRequest'
    }

    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox -Cloud aws
        $path = Copy-SandboxConfig $sandbox 'static.yaml' -Replace @{ '(?s)^provider:.*(?=worker:)' = "provider: {providerType: standalone, rootURL: '$($sandbox.RootUrl)', clientID: me, accessToken: hush-access-token, certificate: '{`"seed`":`"hush`"}', workerPoolID: a/b, workerGroup: g, workerID: i}`n" } -Add @'
getSecrets: false
getsecrets: false
workerConfig:
  deep: {deeper: {deepest: {bottom: 1}}}
  script: [{"hello":["new-credentials","graceful-termination"]},{"log":{"textPayload":"said"}},{"exit":0}]
'@
        $config = Get-RunnerConfig $path -WarningAction SilentlyContinue
        $secret = ConvertTo-SecureString 'hush-setting' -AsPlainText -Force
        $registered = $config | Invoke-ProviderRegistration
        $ready = $registered | Set-WorkerConfig some.secret $secret | Expand-WorkerFiles
        $session = $ready | Start-TaskclusterWorker
        $exit = $session | Wait-TaskclusterWorker -InformationVariable said
        # These two come from a pool and from a cloud.
        $domain = $session.GetType().Assembly
        $file = [Activator]::CreateInstance($domain.GetType('WorkerRunner.Files.WorkerFile'), @('/a/file',
                [Activator]::CreateInstance($domain.GetType('WorkerRunner.Values.Secret'), @('hush-content')), [enum]::ToObject($domain.GetType('WorkerRunner.Files.WorkerFileFormat'), 0), 'a file'))
        $interruption = [Activator]::CreateInstance($domain.GetType('WorkerRunner.Interruptions.Interruption'))
        $objects = @{
            RunnerConfig = $config; WorkerRun = $ready; WorkerSession = $session; WorkerExit = $exit; WorkerFile = $file; Interruption = $interruption
            ConfigProblem = @(Test-RunnerConfig $path)[0]; ProtocolMessage = @(Receive-WorkerMessage $session)[0]; WorkerLogRecord = $said[0].MessageData
            Timeline = $exit.Timeline; TimelineStep = $exit.Timeline.Steps[0]; TimelineRequest = (Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration).Timeline.Steps[0].Requests[0]
        }
        $properties = @{
            RunnerConfig = 'CacheOverRestarts Control GetSecrets Implementation Interruptions Logging Path Provider ProviderType ShutdownOnFailure Warnings Worker WorkerConfig'
            WorkerRun = 'Config Credentials CredentialsExpire Files Identity KeepInstance ProviderMetadata RegistrationSecret RootUrl Stages Timeline WorkerConfig WorkerLocation'
            WorkerSession = 'HasEnded Run StartedAt Timeline Worker'
            WorkerExit = 'Duration EndedAt ExitCode Meaning RebootRequired SaidHello StartedAt StopRequested Succeeded Timeline'
            WorkerFile = 'Content Description Format IsPrivate Path'
            Interruption = 'Action Deadline EventId IsAdvisory IsForThisInstance Kind Provider Raw'
            ConfigProblem = 'Column Line Message Path Property Severity Suggestion'
            ProtocolMessage = 'Direction Text Time Type'
            WorkerLogRecord = 'Body Level Message Source Time'
            Timeline = 'StartSeconds Steps Worker'
            TimelineStep = 'OmittedRequests Outcome Requests Seconds StartedAt Step'
            TimelineRequest = 'Attempts Name Outcome Seconds StartedAt'
        }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'a <_> as JSON is small, has always the same properties, and no secret' -ForEach $types {
        $objects[$_] | Should -Not -BeNullOrEmpty
        foreach ($depth in 2, 10) {
            $json = ConvertTo-Json $objects[$_] -Depth $depth -WarningVariable warnings -WarningAction SilentlyContinue
            $json.Length | Should -BeLessThan 6000
            $json | Should -Not -Match 'hush'
            (ConvertFrom-Json $json).PSObject.Properties.Name | Sort-Object | Should -Be ($properties[$_] -split ' ')
        }
        $warnings | Should -BeNullOrEmpty -Because 'nothing is deeper than 10'
    }

    It 'a <_> is shown as a table and as a list without secrets' -ForEach $types {
        foreach ($shown in ($objects[$_] | Format-Table | Out-String -Width 200), ($objects[$_] | Format-List | Out-String), ($objects[$_] | Out-String)) {
            $shown.Trim() | Should -Not -BeNullOrEmpty
            $shown | Should -Not -Match 'hush'
        }
    }

    It 'a run as JSON shows masks where its configuration has secrets' {
        $json = $ready | ConvertTo-Json -Depth 10 | ConvertFrom-Json
        # A secret that is no setting has nothing to show.
        "$($json.Credentials.AccessToken)" | Should -BeNullOrEmpty
        $json.WorkerConfig.some.secret | Should -Be '********'
        $json.Config.Provider.accessToken | Should -Be '********'
        $json.WorkerConfig.deep.deeper.deepest.bottom | Should -Be 1
    }
}
