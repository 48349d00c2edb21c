Describe 'Set-WorkerConfig' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration | Get-WorkerSecrets
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'gives another run and leaves the first one as it is' {
        $changed = $run | Set-WorkerConfig some.key value
        $changed.WorkerConfig.some.key | Should -Be 'value'
        $run.WorkerConfig.Has('some') | Should -BeFalse
        $changed.Identity | Should -Be $run.Identity
    }

    It 'takes what PowerShell has' {
        $value = [pscustomobject]@{ list = 1, 'two', $null; map = @{ yes = $true }; when = [guid]::Empty }
        $config = ($run | Set-WorkerConfig 'a\.b' $value).WorkerConfig
        $config['a.b'].list.Count | Should -Be 3
        $config['a.b'].map.yes | Should -BeTrue
        "$($config['a.b'].when)" | Should -Be ([guid]::Empty.ToString())
        ($run | Set-WorkerConfig a.b, c 1).WorkerConfig['a.b'].c | Should -Be 1
        ($run | Set-WorkerConfig script (Get-Date 2026-01-01)).WorkerConfig.script | Should -Match '^2026-01-01T'
    }

    It 'keeps a SecureString secret' {
        $changed = $run | Set-WorkerConfig own.secret (ConvertTo-SecureString 'hush-hush' -AsPlainText -Force)
        $changed | Out-String | Should -Not -Match 'hush'
        $changed | ConvertTo-Json -Depth 10 | Should -Not -Match 'hush'
        $changed.WorkerConfig.own.secret.Reveal() | Should -Be 'hush-hush'
    }

    It 'removes' {
        ($run | Set-WorkerConfig idleTimeoutSecs -Remove).WorkerConfig.Has('idleTimeoutSecs') | Should -BeFalse
        ($run | Set-WorkerConfig no.such.key -Remove).WorkerConfig.ToString() | Should -Be $run.WorkerConfig.ToString()
    }

    It 'lets two runs be compared' {
        $changed = $run | Set-WorkerConfig idleTimeoutSecs 60
        $difference = Compare-Object $run.WorkerConfig.ToLines() $changed.WorkerConfig.ToLines()
        $difference.InputObject | Sort-Object | Should -Be 'idleTimeoutSecs = 3600', 'idleTimeoutSecs = 60'
    }

    It 'completes keys' {
        $complete = TabExpansion2 '$run | Set-WorkerConfig idle' -cursorColumn 27
        $complete.CompletionMatches.CompletionText | Should -Contain 'idleTimeoutSecs'
    }

    It 'says what has no place in a configuration' {
        { $run | Set-WorkerConfig idleTimeoutSecs.x 1 } | Should -Throw -ErrorId 'ConfigValueInvalid*'
        { $run | Set-WorkerConfig x { 1 } } | Should -Throw -ErrorId 'ConfigValueInvalid*'
    }
}
