Describe 'Stop-TaskclusterWorker' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        function Start-Scripted($Name, $Step) {
            Get-RunnerConfig (New-ScriptedConfig $sandbox $Name $Step) | Invoke-ProviderRegistration | Get-WorkerSecrets | Start-TaskclusterWorker
        }
        $polite = $Hello, $AwaitTermination, @{ echoReceived = @{} }, @{ exit = 72 }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'asks the worker to end at once' {
        $exit = Start-Scripted 'polite.yaml' $polite | Stop-TaskclusterWorker -InformationVariable said
        $exit.ExitCode | Should -Be 72
        $exit.StopRequested | Should -BeTrue
        $said.MessageData.Message | Should -Contain 'received graceful-termination finish-tasks=false'
    }

    It 'lets it finish its tasks with -FinishTasks' {
        $null = Start-Scripted 'polite.yaml' $polite | Stop-TaskclusterWorker -FinishTasks -InformationVariable said
        $said.MessageData.Message | Should -Contain 'received graceful-termination finish-tasks=true'
    }

    It 'kills it with -Force, whatever it ignores' {
        $session = Start-Scripted 'rude.yaml' $Hello, @{ ignoreSignals = @{} }, @{ sleepMs = 600000 }
        $exit = $session | Stop-TaskclusterWorker -Force -WarningAction SilentlyContinue
        $exit.ExitCode | Should -Not -Be 0
        $session.HasEnded | Should -BeTrue
    }

    It 'does nothing with -WhatIf' {
        $session = Start-Scripted 'polite.yaml' $polite
        $session | Stop-TaskclusterWorker -WhatIf | Should -BeNullOrEmpty
        $session.HasEnded | Should -BeFalse
        $null = $session | Stop-TaskclusterWorker
    }
}
