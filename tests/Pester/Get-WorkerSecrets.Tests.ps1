Describe 'Get-WorkerSecrets' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $registered = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'adds the secrets of the worker pool' {
        $run = $registered | Get-WorkerSecrets
        $run.Stages | Should -Be 'Registered, Secrets'
        $run.WorkerConfig.Has('secretSetting') | Should -BeTrue
        $registered.WorkerConfig.Has('secretSetting') | Should -BeFalse
    }

    It 'shows none of them' {
        $run = $registered | Get-WorkerSecrets
        "$($run.WorkerConfig.secretSetting)" | Should -BeExactly '********'
        $run.WorkerConfig.secretSetting.Reveal() | Should -Be 'from the secrets service'
        $run | Out-String | Should -Not -Match 'from the secrets service'
        $run.WorkerConfig | Out-String | Should -Not -Match 'from the secrets service'
        $run.WorkerConfig | ConvertTo-Json | Should -Not -Match 'from the secrets service'
    }

    It 'asks nobody where the configuration wants none' {
        $path = Copy-SandboxConfig $sandbox 'none.yaml' -Add 'getSecrets: false'
        $run = Get-RunnerConfig $path | Invoke-ProviderRegistration
        $null = Get-SandboxRequest $sandbox
        ($run | Get-WorkerSecrets).Stages | Should -Be 'Registered, Secrets'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'says that they are out of scope' {
        $strict = Start-Sandbox -Fault 'secret:403'
        try {
            $run = Get-RunnerConfig $strict.Config | Invoke-ProviderRegistration
            $thrown = { $run | Get-WorkerSecrets -ErrorAction Stop } | Should -Throw -ErrorId 'TaskclusterCallFailed*' -PassThru
            $thrown.CategoryInfo.Category | Should -Be 'PermissionDenied'
        }
        finally { Stop-Sandbox $strict }
    }
}
