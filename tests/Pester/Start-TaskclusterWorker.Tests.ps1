Describe 'Start-TaskclusterWorker' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $config = New-ScriptedConfig $sandbox 'waits.yaml' $Hello, $AwaitTermination
        $run = Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles
    }

    AfterEach { if ($session) { $null = $session | Stop-TaskclusterWorker -Force } }

    AfterAll { Stop-Sandbox $sandbox }

    It 'starts a worker and returns at once' {
        $session = $run | Start-TaskclusterWorker
        $session.HasEnded | Should -BeFalse
        $session.Worker | Should -Match '^generic-worker \(process \d+\)$'
        $session | Out-String | Should -Match 'HasEnded'
    }

    It 'leaves the worker running that a pipeline has taken' {
        $session = $run | Start-TaskclusterWorker | Select-Object -First 1
        $session.HasEnded | Should -BeFalse
    }

    It 'starts nothing with -WhatIf' {
        $session = $run | Start-TaskclusterWorker -WhatIf
        $session | Should -BeNullOrEmpty
    }

    It 'gives the worker all it needs in a private file' {
        $session = $run | Start-TaskclusterWorker
        $written = Get-Content -Raw (Join-Path $sandbox.Folder 'worker.json') | ConvertFrom-Json
        $written.workerId | Should -Be 'static-worker-1'
        $written.secretSetting | Should -Be 'from the secrets service'
        $written.idleTimeoutSecs | Should -Be 3600
        if ($IsLinux) { (Get-Item (Join-Path $sandbox.Folder 'worker.json')).UnixMode | Should -Be '-rw-------' }
    }

    It 'says that the worker is not there any more' {
        $worker = New-Item (Join-Path $sandbox.Folder 'such.worker')
        if ($IsLinux) { chmod +x $worker }
        $path = Copy-SandboxConfig $sandbox 'nobody.yaml' -Replace @{ "(?m)^  path: .*" = "  path: '$worker'" }
        $run = Get-RunnerConfig $path | Invoke-ProviderRegistration | Get-WorkerSecrets
        Remove-Item $worker
        $thrown = { $run | Start-TaskclusterWorker -ErrorAction Stop } | Should -Throw -ErrorId 'WorkerNotStarted*' -PassThru
        $thrown.Exception.Message | Should -Match 'worker\.path .*such.worker does not exist'
    }
}
