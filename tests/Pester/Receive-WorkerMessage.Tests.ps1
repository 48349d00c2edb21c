Describe 'Receive-WorkerMessage' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterEach { if ($session) { $null = $session | Stop-TaskclusterWorker -Force } }

    AfterAll { Stop-Sandbox $sandbox }

    It 'shows what was said in both directions' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        $messages = Receive-WorkerMessage $session -Wait -First 2
        $messages.Type | Should -Be 'welcome', 'hello'
        $messages.Direction | Should -Be 'ToWorker', 'FromWorker'
        ($messages[1].Text | ConvertFrom-Json).capabilities | Should -Contain 'new-credentials'
        (Receive-WorkerMessage $session).Count | Should -Be 2
        $messages | Out-String | Should -Match 'FromWorker\s+hello\s'
    }

    It 'waits for further ones until the worker says no more' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination, @{ exit = 0 }
        $types = Receive-WorkerMessage $session -Wait | ForEach-Object {
            if ($_.Type -eq 'hello') { Request-WorkerTermination $session }
            $_.Type
        }
        $types | Should -Be 'welcome', 'hello', 'graceful-termination'
    }

    It 'gives one type of them, and ends with its time' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        (Receive-WorkerMessage $session -Type hello -Wait -Timeout 2).Type | Should -Be 'hello'
    }

    It 'can be cut short by the pipeline' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        (Receive-WorkerMessage $session -Wait | Select-Object -First 1).Type | Should -Be 'welcome'
        $session.HasEnded | Should -BeFalse
    }
}
