Describe 'Logging' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'goes to files beside the session' {
        $log = Join-Path $sandbox.Folder 'logs/runner.log'
        $json = Join-Path $sandbox.Folder 'logs/runner.json'
        $path = Copy-SandboxConfig $sandbox 'files.yaml' -Add @"
logging:
- { implementation: file, path: '$log', level: verbose }
- { implementation: json, path: '$json' }
"@
        Get-RunnerConfig $path | Invoke-ProviderRegistration -InformationVariable said | Get-WorkerSecrets | Out-Null
        $said.MessageData.Message | Should -Contain 'Configuring with provider static'
        $lines = Get-Content $log
        $lines[0] | Should -Match '^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d Loading worker-runner configuration'
        $lines | Should -Contain ($lines -match 'VERBOSE: Registered as client' | Select-Object -First 1)
        $entries = Get-Content $json | ForEach-Object { $_ | ConvertFrom-Json }
        $entries.message | Should -Contain 'Getting secrets from secrets service'
        $entries.level | Select-Object -Unique | Should -Be 'information'
    }

    It 'warns once of a file that cannot be written, and goes on' {
        $null = New-Item -ItemType Directory (Join-Path $sandbox.Folder 'folder.log')
        $path = Copy-SandboxConfig $sandbox 'bad.yaml' -Add "logging: { implementation: file, path: '$(Join-Path $sandbox.Folder 'folder.log')' }"
        $config = Get-RunnerConfig $path -WarningVariable warned -WarningAction SilentlyContinue
        $config.ProviderType | Should -Be 'static'
        # The log is written in the background, and each cmdlet has its own: one of the two tells of it, or both.
        $null = $config | Invoke-ProviderRegistration -WarningVariable +warned -WarningAction SilentlyContinue
        @($warned | ForEach-Object { "$_" } | Sort-Object -Unique) | Should -HaveCount 1
        "$warned" | Should -Match 'cannot be written'
    }

    It 'names the nearest implementation' {
        $path = Copy-SandboxConfig $sandbox 'unknown.yaml' -Add 'logging: { implementation: jason }'
        { Get-RunnerConfig $path -ErrorAction Stop } | Should -Throw '*Did you mean "json"?*' -ErrorId 'RunnerConfigInvalid*'
    }

    It 'tells the story with -Verbose' {
        $told = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        "$told" | Should -Match 'Registered as client'
    }

    It 'hides no warning with -Debug, and asks nothing' {
        $path = Copy-SandboxConfig $sandbox 'strange.yaml' -Add 'getSecret: true'
        $module = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
        $shown = Invoke-PowerShell -Command "Import-Module '$module'; `$null = Get-RunnerConfig '$path' -Debug" 2>&1 | Out-String
        $shown | Should -Match 'WARNING: .*getSecret is not known'
        $LASTEXITCODE | Should -Be 0
    }

    It 'shows requests and answers with -Debug, and no secret of them' {
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration
        $told = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration -Debug 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] }
        "$told" | Should -Match 'POST .*/worker/register'
        "$told" | Should -Match '"accessToken":"\*+"'
        "$told" | Should -Not -Match ([regex]::Escape($run.Config.Provider.Values.staticSecret.Reveal()))
    }
}
