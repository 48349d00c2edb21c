Describe 'Update-WorkerCredential' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterEach { if ($session) { $null = $session | Stop-TaskclusterWorker -Force } }

    AfterAll { Stop-Sandbox $sandbox }

    It 'gives the worker new credentials' {
        $session = Start-ScriptedSession $sandbox $Hello, @{ await = 'new-credentials' }, $AwaitTermination
        $before = $session.Run.Credentials.AccessToken.Reveal()
        ($session | Update-WorkerCredential -PassThru).Run.Credentials.AccessToken.Reveal() | Should -Not -Be $before
        (Get-SandboxRequest $sandbox) -match '/worker/reregister 200' | Should -HaveCount 1
        $sent = Receive-WorkerMessage $session -Type new-credentials
        $sent.Direction | Should -Be 'ToWorker'
        $sent.Text | Should -Match '"access-token":"\*{8}","certificate":"\*{8}"'
    }

    It 'asks nobody with -WhatIf' {
        $session = Start-ScriptedSession $sandbox $Hello, $AwaitTermination
        $null = Get-SandboxRequest $sandbox
        Update-WorkerCredential $session -WhatIf | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'says that a worker cannot take them, and asks nobody' {
        $session = Start-ScriptedSession $sandbox @{ hello = @() }, @{ sleepMs = 600000 }
        $null = Get-SandboxRequest $sandbox
        { Update-WorkerCredential $session -ErrorAction Stop } | Should -Throw -ErrorId 'SessionRequestFailed*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}
