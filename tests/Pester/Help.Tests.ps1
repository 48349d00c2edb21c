Describe 'The help of <Name>' -ForEach @(
    Get-ChildItem (Join-Path $PSScriptRoot '../../docs/cmdlets') -Filter *-*.md | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } }
) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox -Cloud google
        $before = $env:GCE_METADATA_HOST
        $env:GCE_METADATA_HOST = ([uri] $sandbox.MetadataUrl).Authority
        $worker = Start-Sandbox
        # The examples speak of runner.yaml in the current location; those of two cmdlets wait for the worker's own end.
        $steps = if ($Name -in 'Start-WorkerRunner', 'Wait-TaskclusterWorker', 'Export-WorkerTimeline') { $Hello, @{ exit = 0 } } else { $Hello, $AwaitTermination, @{ exit = 0 } }
        $null = New-ScriptedConfig $worker 'examples/runner.yaml' $steps
        Push-Location (Join-Path $worker.Folder 'examples')

        # What each example claims; one without a claim fails.
        $claims = @{
            'Expand-WorkerFiles 1'            = { "$($run.Stages)" | Should -Match 'Files' }
            'Expand-WorkerFiles 2'            = { $given | Should -BeNullOrEmpty }
            'Export-WorkerTimeline 1'         = { 'boot.svg' | Should -FileContentMatch '<svg'; $given | Should -Match 'registration +\|' }
            'Export-WorkerTimeline 2'         = { $given.Name | Should -Be 'failed.html'; 'failed.html' | Should -FileContentMatch 'configuration' }
            'Get-RunnerConfig 1'              = { $given.ProviderType, $given.Implementation | Should -Be 'static', 'generic-worker' }
            'Get-RunnerConfig 2'              = { $given[0].Keys | Should -Be 'script' }
            'Get-RunnerConfig 3'              = { "$($given.Stages)" | Should -Match 'Secrets'; "$($given.Stages)" | Should -Not -Match 'Files' }
            'Get-WorkerSecrets 1'             = { "$given" | Should -Match '\*{8}' }
            'Get-WorkerSecrets 2'             = { $given | Should -Not -BeNullOrEmpty; $given | Should -Not -Contain 'script' }
            'Invoke-ProviderRegistration 1'   = { $run.Identity.WorkerId | Should -Be 'static-worker-1'; $said | Should -Match 'Registering worker' }
            'Invoke-ProviderRegistration 2'   = { $given | Should -BeNullOrEmpty; $requests | Should -BeNullOrEmpty }
            'Invoke-ProviderRegistration 3'   = { "$verbose" | Should -Match 'Registered as client' }
            'New-RunnerConfig 1'              = { 'aws.yaml' | Should -Exist; $said | Should -Match 'replaced: worker.path, worker.configPath' }
            'New-RunnerConfig 2'              = { 'static.yaml' | Should -FileContentMatch "workerPoolID: 'project/pool'"; $given.Property | Should -Contain 'worker.path' }
            'New-RunnerConfig 3'              = { 'service.yaml' | Should -FileContentMatch "^  service: 'Generic Worker'"; 'service.yaml' | Should -FileContentMatch '^  #path: ' }
            'Receive-WorkerMessage 1'         = { $given.Type | Should -Contain 'welcome' }
            'Receive-WorkerMessage 2'         = { $given.Type | Should -Be 'hello' }
            'Request-WorkerTermination 1'     = { $given.StopRequested | Should -BeTrue }
            'Request-WorkerTermination 3'     = { $given.StopRequested | Should -BeTrue }
            'Set-WorkerConfig 1'              = { $given[0].idleTimeoutSecs, $given[0].features.livelog.enabled | Should -Be 60, $false }
            'Set-WorkerConfig 2'              = { $given | Should -Match '^script = ' }
            'Start-TaskclusterWorker 1'       = { $given[1].StopRequested | Should -BeTrue; $session | Out-String | Should -Match 'generic-worker \(process'; $session | Format-List | Out-String | Should -Match 'CredentialsExpire +: \d' }
            'Start-TaskclusterWorker 2'       = { $given | Should -BeNullOrEmpty; $said | Should -Not -Match 'Starting worker' }
            'Start-WorkerRunner 1'            = { $given.ExitCode | Should -Be 0; $said | Should -Match 'Starting worker' }
            'Start-WorkerRunner 2'            = { $given.ExitCode | Should -Be 0; $said | Should -BeNullOrEmpty }
            'Start-WorkerRunner 3'            = { $given | Should -BeNullOrEmpty; 'runner.log' | Should -FileContentMatch 'Starting worker'; 'runner.log' | Should -FileContentMatch 'ExitCode' }
            'Start-WorkerRunner 4'            = { $given | Should -BeNullOrEmpty; $requests | Should -BeNullOrEmpty }
            'Start-WorkerRunner 5'            = { $given.ExitCode | Should -Be 0; $job.State | Should -Be 'Completed'; $said | Should -Match 'Starting worker' }
            'Stop-TaskclusterWorker 1'        = { $given.StopRequested | Should -BeTrue }
            'Stop-TaskclusterWorker 2'        = { $given.StopRequested | Should -BeTrue }
            'Test-RunnerConfig 1'             = { $given | Should -BeNullOrEmpty; $said | Should -Match 'no problems; checked: ' }
            'Test-RunnerConfig 2'             = { $given | Should -BeNullOrEmpty }
            'Test-RunnerConfig 3'             = { $given | Should -BeNullOrEmpty; $requests | Should -Match '/ping ' }
            'Update-WorkerCredential 1'       = { $given | Should -BeOfType ([DateTimeOffset]); $requests -match 'worker/reregister' | Should -HaveCount 1 }
            'Update-WorkerCredential 2'       = { $given | Should -BeNullOrEmpty; $requests -match 'worker/reregister' | Should -BeNullOrEmpty }
            'Wait-TaskclusterWorker 1'        = { $given.ExitCode | Should -Be 0 }
            'Wait-TaskclusterWorker 2'        = { $given.ExitCode | Should -Be 0 }
            'Watch-SpotInterruption 1'        = { $given | Should -BeNullOrEmpty }
            'Watch-SpotInterruption 2'        = { $given | Should -BeNullOrEmpty }
        }
    }

    AfterAll {
        Pop-Location
        $env:GCE_METADATA_HOST = $before
        Stop-Sandbox $sandbox
        Stop-Sandbox $worker
    }

    It 'is there on a machine without PlatyPS' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'has examples that do what they say' {
        $examples = @([regex]::Matches([IO.File]::ReadAllText($Page), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value })
        foreach ($number in 1..$examples.Count) {
            $example = $examples[$number - 1].Replace('http://127.0.0.1:1338', $sandbox.MetadataUrl)
            # Those that are about all runners of the machine may meet some that are not the test's: Get-TaskclusterWorker.Tests.ps1 does the same with one.
            if ($example -match 'Get-TaskclusterWorker') { continue }
            $session = $job = $null
            $null = Get-SandboxRequest $worker
            $all = @(. ([scriptblock]::Create($example)) *>&1)
            $requests = Get-SandboxRequest $worker
            $all | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty -Because $example
            $said = @($all | Where-Object { $_ -is [Management.Automation.InformationRecord] -or $_ -is [Management.Automation.WarningRecord] }) -join "`n"
            $verbose = @($all | Where-Object { $_ -is [Management.Automation.VerboseRecord] })
            $given = @($all | Where-Object { $_ -isnot [Management.Automation.InformationRecord] -and $_ -isnot [Management.Automation.WarningRecord] -and $_ -isnot [Management.Automation.VerboseRecord] })
            . $claims["$Name $number"]
            if ($session) { $null = Stop-TaskclusterWorker $session -Force }
            if ($job) { $job | Remove-Job -Force }
        }
    }
}
