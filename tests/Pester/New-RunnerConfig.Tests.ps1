Describe 'New-RunnerConfig' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $worker = @{ path = (Get-RunnerConfig $sandbox.Config).Worker.path; configPath = Join-Path $sandbox.Folder 'worker.json' }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'makes a configuration of <Provider> that Test-RunnerConfig accepts and a run takes' -ForEach @(
        'aws', 'azure', 'google', 'standalone', 'static' | ForEach-Object { @{ Provider = $_ } }
    ) {
        $file = New-RunnerConfig (Join-Path $sandbox.Folder "$Provider.yml") $Provider -Worker $worker -PassThru -WarningAction SilentlyContinue
        $file | Test-RunnerConfig -InformationVariable said 6> $null | Where-Object Severity -NE Information | Should -BeNullOrEmpty
        "$said" | Should -Match 'no problems; checked: .*worker generic-worker'
        ($file | Get-RunnerConfig).ProviderType | Should -Be $Provider
    }

    It 'completes providers and workers' {
        $typed = 'New-RunnerConfig x.yml st'
        (TabExpansion2 $typed $typed.Length).CompletionMatches.CompletionText | Should -Be 'standalone', 'static'
    }

    It 'points an editor at the schema, which takes the values that are written' -Skip:($PSVersionTable.PSVersion -lt '7.4') {
        $path = Join-Path $sandbox.Folder 'schema.yml'
        New-RunnerConfig $path aws dummy
        (Get-Content $path -TotalCount 1) -match '\$schema=(.*)' | Should -BeTrue
        ([uri] $Matches[1]).LocalPath | Should -Exist
    }
}
