Describe 'Start-WorkerRunner' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'runs a worker from the configuration to its end' {
        $path = New-ScriptedConfig $sandbox 'good.yaml' $Hello, @{ print = 'at work' }, @{ exit = 0 }
        $exit = Start-WorkerRunner -Config $path -InformationVariable said
        $exit.ExitCode | Should -Be 0
        $said.MessageData.Message | Should -Contain 'at work'
    }

    It 'takes a configuration from the pipeline' {
        $path = New-ScriptedConfig $sandbox 'good.yaml' $Hello, @{ exit = 0 }
        (Get-RunnerConfig $path | Start-WorkerRunner).Succeeded | Should -BeTrue
    }

    It 'takes a path relative to the location' {
        $null = New-ScriptedConfig $sandbox 'good.yaml' $Hello, @{ exit = 0 }
        Push-Location $sandbox.Folder
        try { (Start-WorkerRunner ./good.yaml).ExitCode | Should -Be 0 }
        finally { Pop-Location }
    }

    It 'does nothing with -WhatIf' {
        $null = Get-SandboxRequest $sandbox
        Start-WorkerRunner $sandbox.Config -WhatIf | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'makes a failure a terminating error' {
        $path = New-ScriptedConfig $sandbox 'bad.yaml' $Hello, @{ exit = 64 }
        $thrown = { Start-WorkerRunner $path } | Should -Throw -ErrorId 'WorkerFailed*' -PassThru
        $thrown.TargetObject.ExitCode | Should -Be 64
    }

    It 'gives its error to catch and to -ErrorVariable, with <Given>' -ForEach @(
        @{ Given = 'nothing'; Parameters = @{}; Throws = $true }
        @{ Given = '-ErrorAction Stop'; Parameters = @{ ErrorAction = 'Stop' }; Throws = $true }
        @{ Given = '-ErrorAction Continue'; Parameters = @{ ErrorAction = 'Continue' }; Throws = $false }
        @{ Given = '-ErrorAction SilentlyContinue'; Parameters = @{ ErrorAction = 'SilentlyContinue' }; Throws = $false }
    ) {
        $path = New-ScriptedConfig $sandbox 'bad.yaml' $Hello, @{ exit = 64 }
        $caught = $null
        try { $null = Start-WorkerRunner $path @Parameters -ErrorVariable failed 2>$null 6>$null }
        catch { $caught = $_ }
        [bool] $caught | Should -Be $Throws
        $failed[-1] | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $_ } else { $_.ErrorRecord } } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'WorkerFailed,*'
        if ($Throws) { $caught.FullyQualifiedErrorId | Should -BeLike 'WorkerFailed,*' }
    }

    It 'ends an unattended PowerShell with an exit code that tells' {
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        foreach ($code in 0, 64) {
            $path = New-ScriptedConfig $sandbox "exit-$code.yaml" $Hello, @{ exit = $code }
            $null = Invoke-PowerShell -Command "Import-Module '$module'; Start-WorkerRunner '$path'" 2>&1
            $LASTEXITCODE | Should -Be ([int]($code -ne 0))
        }
    }

    It 'loses no line of a log that goes to a file by one redirection, as the help shows it' {
        $path = New-ScriptedConfig $sandbox 'all.yaml' $Hello, @{ print = (1..500 | ForEach-Object { "line $_" }) -join "`n" }, @{ garbage = @{ kind = 'unknown-type' } }, @{ exit = 0 } 'unknown: 1'
        $log = Join-Path $sandbox.Folder 'all.log'
        Start-WorkerRunner -Config $path *>> $log
        $kept = Get-Content $log
        @($kept -match 'worker  line \d+$') | Should -HaveCount 500
        @($kept -match 'unknown is not known') | Should -HaveCount 1
        @($kept -match 'no-such-message') | Should -HaveCount 1
    }

    It 'hides its log with -InformationAction Ignore, and displays it else' {
        $path = New-ScriptedConfig $sandbox 'shows.yaml' $Hello, @{ print = 'plain' }, @{ stderr = 'complaint' }, @{ exit = 0 }
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        $shown = Invoke-PowerShell -Command "Import-Module '$module'; Start-WorkerRunner '$path'" 2>&1 | Out-String
        $shown | Should -Match 'runner  Starting worker'
        $shown | Should -Match 'worker  plain'
        $shown | Should -Match 'stderr  complaint'
        $shown | Should -Not -Match "runner .*`e"
        Invoke-PowerShell -Command "Import-Module '$module'; Start-WorkerRunner '$path' -InformationAction Ignore" 2>&1 | Out-String | Should -Not -Match 'plain|complaint'
    }

    It 'works in a job' -TestCases @{ Start = 'Start-Job' }, @{ Start = 'Start-ThreadJob' } {
        $path = New-ScriptedConfig $sandbox 'job.yaml' $Hello, @{ print = 'plain' }, @{ stderr = 'complaint' }, @{ exit = 0 }
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        $job = & $Start { param($module, $path) Import-Module $module; Start-WorkerRunner $path } -ArgumentList $module, $path
        $null = $job | Wait-Job -Timeout 60
        $exit = $job | Receive-Job -InformationVariable said 6> $null
        $exit.ExitCode | Should -Be 0
        "$($said.MessageData.Message)" | Should -Match 'plain.*complaint|complaint.*plain'
        $job | Remove-Job -Force
    }

    It 'keeps its log out of what it gives, and in a transcript without a secret' {
        $path = New-ScriptedConfig $sandbox 'talks.yaml' $Hello, @{ print = 'from the secrets service' }, @{ exit = 0 }
        $transcript = Join-Path $sandbox.Folder 'transcript.txt'
        $null = Start-Transcript $transcript
        try { $exit = Start-WorkerRunner $path -InformationAction Continue }
        finally { $null = Stop-Transcript }
        @($exit) | Should -HaveCount 1
        $kept = Get-Content -Raw $transcript
        $kept | Should -Match 'Starting worker'
        $kept | Should -Match ([regex]::Escape('********'))
        $kept | Should -Not -Match 'from the secrets service'
    }
}
