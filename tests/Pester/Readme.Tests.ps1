# README.md shows the runner.yaml that the sandbox writes, and what to type with it.
Describe 'README.md' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $readme = [IO.File]::ReadAllText((Join-Path $Repository 'README.md'))
        function Get-Fenced([string] $Language) { [regex]::Matches($readme, "(?ms)^``````$Language\r?\n(.*?)^``````") | ForEach-Object { $_.Groups[1].Value } }
        # What is another with each start and on each machine.
        function Hide-Value([string] $Yaml) { ($Yaml -replace '(?m)(rootURL|staticSecret|path|configPath): .*', '$1: …' -replace "`r").Trim() }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'shows the configuration that the sandbox writes' {
        Get-Fenced yaml | ForEach-Object { Hide-Value $_ } | Should -Contain (Hide-Value ([IO.File]::ReadAllText($sandbox.Config)))
    }

    It 'tells what works with it' {
        Get-Fenced powershell | Where-Object { $_ -match '(?m)^Start-WorkerRunner runner.yaml' } | Should -HaveCount 1
        Test-RunnerConfig $sandbox.Config -Online | Where-Object Severity -EQ Error | Should -BeNullOrEmpty
        $session = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration | Get-WorkerSecrets | Start-TaskclusterWorker
        (Stop-TaskclusterWorker $session -Force).StopRequested | Should -BeTrue
    }
}
