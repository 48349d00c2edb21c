Describe 'Request-WorkerTermination' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterEach { if ($session) { $null = $session | Stop-TaskclusterWorker -Force } }

    AfterAll { Stop-Sandbox $sandbox }

    It 'tells the worker to drop its tasks and end' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination, @{ echoReceived = @{} }, @{ exit = 71 }
        Request-WorkerTermination $session | Should -BeNullOrEmpty
        $exit = Wait-TaskclusterWorker $session -InformationVariable said
        $exit.StopRequested | Should -BeTrue
        $said.MessageData.Message | Should -Contain 'received graceful-termination finish-tasks=false'
    }

    It 'lets it finish its tasks with -FinishTasks' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination, @{ echoReceived = @{} }, @{ exit = 0 }
        $null = $session | Request-WorkerTermination -FinishTasks -PassThru | Wait-TaskclusterWorker -InformationVariable said
        $said.MessageData.Message | Should -Contain 'received graceful-termination finish-tasks=true'
    }

    It 'does nothing with -WhatIf' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        $session | Request-WorkerTermination -WhatIf | Should -BeNullOrEmpty
        (Receive-WorkerMessage $session).Type | Should -Not -Contain 'graceful-termination'
    }

    It 'says that a worker cannot be told, or says no hello' {
        $session = Start-ScriptedSession $sandbox @{ hello = @() }, @{ sleepMs = 600000 }
        { Request-WorkerTermination $session -ErrorAction Stop } | Should -Throw -ErrorId 'SessionRequestFailed*'
        $null = $session | Stop-TaskclusterWorker -Force -WarningAction SilentlyContinue
        $session = Start-ScriptedSession $sandbox @{ sleepMs = 600000 }
        { Request-WorkerTermination $session -Timeout 1 -ErrorAction Stop } | Should -Throw -ErrorId 'SessionRequestFailed*'
    }
}
