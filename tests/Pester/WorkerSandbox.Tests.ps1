Describe 'WorkerSandbox' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        Import-Module (Join-Path $Repository 'out/WorkerSandbox/WorkerSandbox.psd1') -Force
        Enable-WorkerSandboxAssertion
    }

    AfterAll { Remove-Module WorkerSandbox }

    It 'is a module whose commands have help' {
        Test-ModuleManifest (Join-Path $Repository 'out/WorkerSandbox/WorkerSandbox.psd1') | Should -Not -BeNullOrEmpty
        foreach ($command in Get-Command -Module WorkerSandbox) {
            $help = Get-Help $command.Name
            $help.Synopsis | Should -Not -BeLike "*$($command.Name)*" -Because $command.Name
            @($help.examples.example).Count | Should -BeGreaterThan 0
        }
    }

    It 'has a deployment that a runner of this PowerShell works for' {
        $started = Start-WorkerSandbox -Task 'echo hello' -Page
        try {
            $started.RootUrl | Should -Match '^http://127\.0\.0\.1:\d+$'
            $started.PageUrl | Should -Match '^http://127\.0\.0\.1:\d+/#[0-9a-f]{32}$'
            ($started | Format-List | Out-String) | Should -Not -Match 'Process *:'
            $job = Start-WorkerRunner $started.ConfigPath -AsJob
            $deadline = [DateTime]::UtcNow.AddSeconds(60)
            do { $said = ($job.ChildJobs[0].Information + $job.Information) -join "`n" } until ($said -match 'resolved: completed' -or [DateTime]::UtcNow -gt $deadline)
            $said | Should -Match 'resolved: completed'
            Stop-Job $job
        }
        finally { Stop-WorkerSandbox $started }
        Test-Path $started.ConfigPath | Should -BeFalse
        Stop-WorkerSandbox $started
    }

    It 'says why it cannot start' {
        { Start-WorkerSandbox -Fault nonsense } | Should -Throw '*The sandbox did not start: sandbox: nonsense is not a fault*'
    }

    It 'starts and stops nothing with -WhatIf' {
        Start-WorkerSandbox -WhatIf | Should -BeNullOrEmpty
    }

    It 'lists its scenes' {
        (Get-WorkerSandboxScene).Name | Should -Contain 'spot-notice'
        (Get-WorkerSandboxScene | Where-Object Name -eq 'drain').Summary | Should -Be 'The worker is drained before maintenance, and finishes its task first.'
    }

    It 'plays a scene with this PowerShell' {
        $result = Invoke-WorkerSandboxScene spot-notice
        $result | Should -BeSuccessful
        $result.Log | Should -Match 'telling the worker to end'
        ($result | Out-String) | Should -Match '(?m)^  ok    the worker is removed: '
    }

    It 'plays a scene with a runner that does not do it' {
        $program = (Get-Process -Id $PID).Path
        $first = @(if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
        $result = Invoke-WorkerSandboxScene boot -Runner (@($program) + $first + @('-NoProfile', '-Command', 'exit 3'))
        $result | Should -Not -BeSuccessful
        $result.Expectations[-1].Happened | Should -Be 'run 0 pending; the runner has ended with 3'
        { $result | Should -BeSuccessful } | Should -Throw 'Expected the scene boot to go as expected, but the task is completed: run 0 pending*'
    }

    It 'tries a configuration of ones own' {
        $path = Join-Path $TestDrive 'runner.yaml'
        Set-Content $path "provider: {providerType: moon}"
        { Invoke-WorkerSandboxScene boot -Config $path } | Should -Throw '*cannot happen to a worker of the provider moon*'
        { Invoke-WorkerSandboxScene boot -Config (Join-Path $TestDrive 'none.yaml') } | Should -Throw '*none.yaml*'
    }
}
