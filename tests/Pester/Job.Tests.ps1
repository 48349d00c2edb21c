# Start-WorkerRunner -AsJob.
Describe 'The job of Start-WorkerRunner' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        function Wait-For([scriptblock] $Condition) {
            $end = [DateTime]::UtcNow.AddSeconds(60)
            while (-not (& $Condition)) {
                if ([DateTime]::UtcNow -gt $end) { throw "$Condition is not so." }
                Start-Sleep -Milliseconds 50
            }
        }
    }

    AfterEach { Get-Job | Where-Object PSJobTypeName -EQ WorkerRunnerJob | Remove-Job -Force }

    AfterAll { Stop-Sandbox $sandbox }

    It 'is there at once, runs, and gives the log and how the worker ended' {
        $job = Start-WorkerRunner (New-ScriptedConfig $sandbox 'good.yaml' $Hello, @{ print = 'at work' }, @{ exit = 0 }) -AsJob
        $job | Should -BeOfType ([Management.Automation.Job])
        $job | Wait-Job -Timeout 60 | Should -Be $job
        $job.State | Should -Be 'Completed'
        $exit = Receive-Job $job -InformationVariable said 6> $null
        $exit.ExitCode | Should -Be 0
        $said.MessageData.Message | Should -Contain 'at work'
        $job.HasMoreData | Should -BeFalse
    }

    It 'shows progress, and Stop-Job stops the worker gracefully' {
        $job = Start-WorkerRunner (New-ScriptedConfig $sandbox 'waits.yaml' $Hello, $AwaitTermination, @{ exit = 0 }) -AsJob
        Wait-For { $job.StatusMessage -match 'generic-worker \(process \d+\) is running' }
        $job.StatusMessage | Should -Match 'Stop-Job ends it'
        $job.Progress | Should -HaveCount 1
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        $exit = Receive-Job $job -InformationVariable said 6> $null
        $exit.StopRequested, $exit.ExitCode | Should -Be $true, 0
        "$($said.MessageData.Message)" | Should -Match 'to end gracefully'
    }

    It 'fails with the error of the run' {
        $job = Get-RunnerConfig (New-ScriptedConfig $sandbox 'bad.yaml' $Hello, @{ exit = 64 }) | Start-WorkerRunner -AsJob -InformationAction Ignore
        $null = Wait-Job $job -Timeout 60
        $job.State | Should -Be 'Failed'
        $job.Information | Should -BeNullOrEmpty
        $null = Receive-Job $job -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WorkerFailed,*'
        $failed[0].TargetObject.ExitCode | Should -Be 64
    }

    It 'takes relative paths from where it was started' {
        $null = New-ScriptedConfig $sandbox 'relative.yaml' $Hello, @{ exit = 0 } -Add 'logging: {implementation: file, path: job.log}'
        Push-Location $sandbox.Folder
        try { $job = Start-WorkerRunner ./relative.yaml -AsJob -Verbose }
        finally { Pop-Location }
        $null = Wait-Job $job -Timeout 60
        $job.State | Should -Be 'Completed'
        Join-Path $sandbox.Folder 'job.log' | Should -Exist
        "$($job.Verbose)" | Should -Match 'Registered as client'
    }

    It 'takes its worker along when it is removed, or the process ends' {
        $path = New-ScriptedConfig $sandbox 'left.yaml' $Hello, $AwaitTermination, @{ exit = 0 }
        $job = Start-WorkerRunner $path -AsJob
        Wait-For { "$($job.Information)" -match 'Starting worker' }
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        $script = "Import-Module '$module'; `$job = Start-WorkerRunner '$path' -AsJob; while (`$job.StatusMessage -notmatch 'process (\d+)') { Start-Sleep -Milliseconds 50 }; `$Matches[1]"
        $process = Invoke-PowerShell -Command $script | Select-Object -Last 1
        Get-Process -Id $process -ErrorAction Ignore | Should -BeNullOrEmpty
        Remove-Job $job -Force
        $job.State | Should -Be 'Stopped'
    }

    It 'does nothing with -WhatIf' {
        $null = Get-SandboxRequest $sandbox
        Start-WorkerRunner $sandbox.Config -AsJob -WhatIf | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}
