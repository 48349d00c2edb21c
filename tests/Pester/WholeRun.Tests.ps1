Describe 'A run, step by step' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $path = New-ScriptedConfig $sandbox 'steps.yaml' $Hello, @{ print = 'one' }, @{ print = 'two' }, $AwaitTermination, @{ exit = 0 }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'can be looked at between its stages' {
        $config = Get-RunnerConfig $path
        $config.WorkerConfig.script.Count | Should -Be 5
        $registered = $config | Invoke-ProviderRegistration
        $registered.WorkerConfig.idleTimeoutSecs | Should -Be 3600
        $complete = $registered | Get-WorkerSecrets
        $complete.WorkerConfig.Keys | Should -Contain 'secretSetting'
        $ready = $complete | Expand-WorkerFiles
        $ready.Identity.WorkerGroup | Should -Be 'sandbox'
        $session = $ready | Start-TaskclusterWorker
        $session.Run.Identity.WorkerId | Should -Be 'static-worker-1'
        $exit = $session | Stop-TaskclusterWorker -InformationVariable said
        $exit.Succeeded | Should -BeTrue
        ($said.MessageData | Where-Object Source -EQ Worker).Message | Should -Be 'one', 'two'
    }

    It 'is one pipeline' {
        $session = Get-RunnerConfig $path | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles | Start-TaskclusterWorker
        ($session | Stop-TaskclusterWorker).ExitCode | Should -Be 0
    }

    It 'asks the services once for each thing' {
        $null = Get-SandboxRequest $sandbox
        $session = Get-RunnerConfig $path | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles | Start-TaskclusterWorker
        $null = $session | Stop-TaskclusterWorker
        $requests = @(Get-SandboxRequest $sandbox)
        $requests | Should -HaveCount 3
        $requests[0] | Should -Match '/api/worker-manager/v1/worker/register 200'
        ($requests[1..2] -match '/api/secrets/v1/secret/worker-(pool|type)%3A') | Should -HaveCount 2
    }
}
