Describe 'Expand-WorkerFiles' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $run = Get-RunnerConfig $sandbox.Config | Invoke-ProviderRegistration | Get-WorkerSecrets
    }

    AfterAll { Stop-Sandbox $sandbox }

    It "completes the worker's configuration" {
        $ready = $run | Expand-WorkerFiles
        $ready.Stages | Should -Be 'Registered, Secrets, Cached, Files'
        $ready.WorkerConfig.Has('workerId') | Should -BeFalse
    }

    It 'does nothing with -WhatIf' {
        $run | Expand-WorkerFiles -WhatIf | Should -BeNullOrEmpty
    }

    It 'writes the restart cache, private, and not with -WhatIf' {
        $cache = Join-Path $sandbox.Folder 'cache.json'
        $path = Join-Path $sandbox.Folder 'standalone.yaml'
        Copy-Item $sandbox.Config $path
        [IO.File]::WriteAllText($path, @"
provider: {providerType: standalone, rootURL: '$($sandbox.RootUrl)', clientID: me, accessToken: an-access-token, workerPoolID: a/b, workerGroup: g, workerID: i}
worker: {implementation: dummy}
getSecrets: false
cacheOverRestarts: '$cache'
"@)
        $standalone = Get-RunnerConfig $path | Invoke-ProviderRegistration | Get-WorkerSecrets
        $null = $standalone | Expand-WorkerFiles -WhatIf
        $cache | Should -Not -Exist
        $null = $standalone | Expand-WorkerFiles
        $cache | Should -FileContentMatch 'an-access-token'
        if ($IsLinux) { (Get-Item $cache).UnixMode | Should -Be '-rw-------' }
        (Get-RunnerConfig $path | Invoke-ProviderRegistration).Stages | Should -Match 'FromCache'
    }
}
