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

    It 'ends an unattended PowerShell with an exit code that tells' {
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        foreach ($code in 0, 64) {
            $path = New-ScriptedConfig $sandbox "exit-$code.yaml" $Hello, @{ exit = $code }
            $null = Invoke-PowerShell -Command "Import-Module '$module'; Start-WorkerRunner '$path'" 2>&1
            $LASTEXITCODE | Should -Be ([int]($code -ne 0))
        }
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
