Describe 'Receive-WorkerLog' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterEach { if ($session) { $null = $session | Stop-TaskclusterWorker -Force } }

    AfterAll { Stop-Sandbox $sandbox }

    It 'gives the newest lines of a session, and those that come' {
        $session = Start-ScriptedSession $sandbox $Hello, @{ print = 'one' }, @{ print = 'two' }, $AwaitTermination, @{ print = 'last' }, @{ exit = 0 }
        $two = $session | Receive-WorkerLog -Tail 1000 -Wait | Where-Object Message -eq 'two' | Select-Object -First 1
        $two.Source | Should -Be 'Worker'
        $session | Request-WorkerTermination
        $all = $session | Receive-WorkerLog -Tail 1000 -Wait
        $all.Message | Should -Contain 'one'
        $all.Message | Should -Contain 'last'
        $session | Receive-WorkerLog -Tail 2 | Should -HaveCount 2
    }

    It 'ends when its time is over' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        $session | Receive-WorkerLog -Tail 0 -Wait -Timeout 1 -ErrorVariable failed | Out-Null
        $failed | Should -BeNullOrEmpty
    }
}
