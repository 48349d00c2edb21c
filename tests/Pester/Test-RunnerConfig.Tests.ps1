Describe 'Test-RunnerConfig' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $bad = Copy-SandboxConfig $sandbox 'bad.yaml' -Replace @{
            'providerType: static' = 'providerType: statik'; '(?m)^  path: .*' = '  path: /no/such/worker'
        } -Add 'getSecret: false'
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'finds nothing wrong with a good one' {
        Test-RunnerConfig $sandbox.Config | Should -BeNullOrEmpty
        Test-RunnerConfig $sandbox.Config -Quiet | Should -BeTrue
        Get-RunnerConfig $sandbox.Config | Test-RunnerConfig -Quiet | Should -BeTrue
    }

    It 'gives all problems at once, each with its place' {
        $problems = Test-RunnerConfig $bad
        $problems.Severity | Should -Be 'Error', 'Error', 'Warning'
        $problems.Property | Should -Be 'provider.providerType', 'worker.path', 'getSecret'
        $problems[0].Line | Should -Be 2
        $problems[0].Message | Should -Match 'Did you mean "static"'
        $problems[2].Suggestion | Should -Be 'Did you mean "getSecrets"?'
        Test-RunnerConfig $bad -Quiet | Should -BeFalse
    }

    It 'takes files from the pipeline' {
        @(Get-ChildItem (Join-Path $sandbox.Folder '*.yaml') | Test-RunnerConfig -Quiet | Sort-Object) | Should -Be $false, $true
    }

    It 'shows them as a table, a file at a time' {
        $shown = Test-RunnerConfig $bad | Out-String -Width 200
        $shown | Should -Match 'Path: .*bad\.yaml'
        $shown | Should -Match 'Error\s+2\s+3\s+provider\.providerType'
    }

    It 'asks the deployment with -Online only' {
        $null = Get-SandboxRequest $sandbox
        Test-RunnerConfig $sandbox.Config | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
        Test-RunnerConfig $sandbox.Config -Online | Should -BeNullOrEmpty
        Get-SandboxRequest $sandbox | Should -Match 'GET +/api/worker-manager/v1/ping 200'
        $gone = Copy-SandboxConfig $sandbox 'gone.yml' -Replace @{ 'rootURL: .*' = 'rootURL: http://127.0.0.1:9' }
        (Test-RunnerConfig $gone -Online).Property | Should -Be 'provider.rootURL'
    }

    It 'changes no permissions' -Skip:($PSEdition -eq 'Desktop' -or $IsWindows) {
        $path = Copy-SandboxConfig $sandbox 'loose.yml'
        chmod 0644 $path
        (Test-RunnerConfig $path).Severity | Should -Be 'Warning'
        (Get-Item $path).UnixMode | Should -Be '-rw-r--r--'
    }
}
