Describe 'Invoke-ProviderRegistration' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox -Fault 'register:500*1'
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'tries again after a 500, with a warning' {
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration -WarningVariable warnings -WarningAction SilentlyContinue
        $run.Stages | Should -Be 'Registered'
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -Match 'worker-manager\.registerWorker: attempt 1 failed: 500'
    }

    It 'gives the run' {
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration
        "$($run.RootUrl)" | Should -Be $sandbox.RootUrl
        "$($run.Identity)" | Should -Be 'sandbox/static-worker-1'
        $run.WorkerConfig.idleTimeoutSecs | Should -Be 3600
        $run.CredentialsExpire | Should -BeGreaterThan ([DateTimeOffset]::Now.AddHours(95))
    }

    It 'shows no credentials' {
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration
        $token = [regex]::Escape($run.Credentials.AccessToken.Reveal())
        $run | Out-String | Should -Not -Match $token
        $run | Format-List * | Out-String | Should -Not -Match $token
        $run | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | Should -Not -Match $token
    }

    It 'asks nobody with -WhatIf' {
        $null = Get-SandboxRequest $sandbox
        Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration -WhatIf | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'takes a configuration by property name' {
        $run = [pscustomobject]@{ Config = Get-RunnerConfig $sandbox.Config } | Invoke-ProviderRegistration
        $run.Identity.WorkerId | Should -Be 'static-worker-1'
    }

    It 'says what the service has against it' {
        $path = Copy-SandboxConfig $sandbox 'wrong.yaml' -Replace @{ 'workerID: .*' = 'workerID: somebody-else' }
        $thrown = { Get-RunnerConfig $path | Invoke-ProviderRegistration -ErrorAction Stop } | Should -Throw -ErrorId 'TaskclusterCallFailed*' -PassThru
        $thrown.Exception.Message | Should -Match 'worker-manager\.registerWorker .* failed: 404 ResourceNotFound'
        $thrown.Exception.StatusCode | Should -Be 404
    }
}
