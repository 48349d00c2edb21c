# What an unattended PowerShell ends with, when Start-WorkerRunner fails: whatever runs it often looks at nothing else.

BeforeDiscovery {
    $Forms = foreach ($preference in 'Stop', 'Continue', $null) {
        foreach ($after in $false, $true) {
            foreach ($form in 'File', 'Command') { @{ Preference = $preference; After = $after; Form = $form } }
        }
    }
}

Describe 'The exit code of an unattended PowerShell' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "WorkerRunner.Pester.$([guid]::NewGuid())")).FullName
        $script = Join-Path $folder 'script.ps1'
        $missing = Join-Path $folder 'missing.yaml'
        $import = "Import-Module '$(Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1')'"

        # Runs lines in a process of their own, as a file or as a command; its output is in $said.
        function Invoke-Unattended([string[]] $Line, [string] $Form = 'File') {
            Set-Content -LiteralPath $script -Value $Line
            $arguments = if ($Form -eq 'File') { '-File', $script } else { '-Command', ($Line -join '; ') }
            $script:said = '' | Invoke-PowerShell @arguments 2>&1 | Out-String
            $LASTEXITCODE
        }
    }

    AfterAll { Remove-Item -LiteralPath $folder -Recurse -Force }

    It 'is 1, with <Form>, preference <Preference>, something after it: <After>' -TestCases $Forms {
        $lines = @(
            if ($Preference) { "`$ErrorActionPreference = '$Preference'" }
            $import
            "Start-WorkerRunner '$missing'"
            if ($After) { "'not reached'" }
        )
        Invoke-Unattended $lines $Form | Should -Be 1
        $said | Should -Match 'the file does not exist'
        $said | Should -Not -Match '(?m)^not reached'
    }

    It 'is 1 when the configuration does not come through the pipeline' {
        Invoke-Unattended "`$ErrorActionPreference = 'Stop'", $import, "Get-RunnerConfig '$missing' | Start-WorkerRunner", "'after'" | Should -Be 1
    }

    It 'is 1 when the module is not there' {
        Invoke-Unattended "`$ErrorActionPreference = 'Stop'", 'Import-Module No-Such-Module', 'Start-WorkerRunner x' | Should -Be 1
    }

    It 'is 1 rather than a prompt where the configuration was forgotten' {
        Invoke-Unattended "`$ErrorActionPreference = 'Stop'", $import, 'Start-WorkerRunner' | Should -Be 1
    }

    It 'is what a script makes of the error' {
        Invoke-Unattended $import, "try { Start-WorkerRunner '$missing' } catch { `$_.FullyQualifiedErrorId; exit 3 }" | Should -Be 3
        $said | Should -Match 'RunnerConfigInvalid,'
    }

    It 'is 0 where errors are asked to be ignored: as with throw, that is taken at its word' {
        Invoke-Unattended "`$ErrorActionPreference = 'SilentlyContinue'", $import, "Start-WorkerRunner '$missing'", "'reached'" | Should -Be 0
        $said | Should -Match 'reached'
    }

    It 'fails a job, too' {
        $job = Start-Job { param($Manifest, $Config) Import-Module $Manifest; Start-WorkerRunner $Config; 'not reached' } -ArgumentList @(
            (Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'), $missing)
        try {
            (Wait-Job $job -Timeout 60).State | Should -Be 'Failed'
            { Receive-Job $job -ErrorAction Stop } | Should -Throw '*the file does not exist*'
        }
        finally { Remove-Job $job -Force }
    }
}
