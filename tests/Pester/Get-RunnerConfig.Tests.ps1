Describe 'Get-RunnerConfig' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'reads a runner configuration' {
        $config = Get-RunnerConfig $sandbox.Config
        $config.ProviderType | Should -Be 'static'
        $config.Implementation | Should -Be 'generic-worker'
        $config.GetSecrets | Should -BeTrue
        $config.Provider.Values.rootURL | Should -Be $sandbox.RootUrl
    }

    It 'takes a path relative to the location' {
        Push-Location $sandbox.Folder
        try { (Get-RunnerConfig ./runner.yaml).ProviderType | Should -Be 'static' }
        finally { Pop-Location }
    }

    It 'takes files from the pipeline, whatever their names' {
        $null = Copy-SandboxConfig $sandbox 'many/one [1].yaml'
        $null = Copy-SandboxConfig $sandbox 'many/two.yaml'
        (Get-ChildItem (Join-Path $sandbox.Folder 'many') | Get-RunnerConfig).Count | Should -Be 2
        (Get-RunnerConfig (Join-Path $sandbox.Folder 'many/*.yaml')).Count | Should -Be 2
        (Get-RunnerConfig -LiteralPath (Join-Path $sandbox.Folder 'many/one [1].yaml')).ProviderType | Should -Be 'static'
    }

    It 'says where a mistake is, and what to do about it' {
        $path = Copy-SandboxConfig $sandbox 'bad.yaml' -Replace @{ 'providerType: static' = 'providerType: statik' }
        $thrown = { Get-RunnerConfig $path -ErrorAction Stop } | Should -Throw -ErrorId 'RunnerConfigInvalid*' -PassThru
        $thrown.Exception.Message | Should -Match 'bad\.yaml:2:3: provider\.providerType "statik" is not known'
        $thrown.ErrorDetails.Message | Should -Match 'Valid values: .*static'
    }

    It 'warns of keys that are not known' {
        $path = Copy-SandboxConfig $sandbox 'odd.yaml' -Add 'getSecret: false'
        $null = Get-RunnerConfig $path -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -Match 'getSecret is not known and is ignored'
    }

    It 'shows no secret' {
        $config = Get-RunnerConfig $sandbox.Config
        $secret = [regex]::Match([IO.File]::ReadAllText($sandbox.Config), "staticSecret: '(.*)'").Groups[1].Value
        $secret | Should -Not -BeNullOrEmpty
        $config | Out-String | Should -Not -Match ([regex]::Escape($secret))
        $config | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | Should -Not -Match ([regex]::Escape($secret))
        $config.Provider.Values.staticSecret | Should -BeExactly '********'
    }

    It 'changes no permissions with -WhatIf' -Skip:($PSEdition -eq 'Desktop' -or $IsWindows) {
        $path = Copy-SandboxConfig $sandbox 'loose.yaml'
        chmod 0644 $path
        $null = Get-RunnerConfig $path -WhatIf
        (Get-Item $path).UnixMode | Should -Be '-rw-r--r--'
        $null = Get-RunnerConfig $path -WarningAction SilentlyContinue
        (Get-Item $path).UnixMode | Should -Be '-rw-------'
    }
}
