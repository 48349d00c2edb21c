# The scripts of examples/Unattended.

Describe 'Start-Runner.ps1' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $logs = Join-Path $sandbox.Folder 'logs'
        $path = $env:PSModulePath
        $env:PSModulePath = (Join-Path $Repository 'out') + [IO.Path]::PathSeparator + $path

        function Start-Runner([string] $Config) {
            $file = Join-Path $Repository 'examples/Unattended/Start-Runner.ps1'
            $script:said = Invoke-PowerShell -File $file -Config $Config -LogFolder $logs 2>&1 | Out-String
            $LASTEXITCODE
        }

        function Get-NewestLog {
            Get-ChildItem $logs | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Raw
        }
    }

    AfterAll {
        $env:PSModulePath = $path
        Stop-Sandbox $sandbox
    }

    It 'ends with <Expected> when the worker ends with <Code>' -TestCases @(
        @{ Code = 0; Expected = 0 }
        @{ Code = 67; Expected = 3010 }
        @{ Code = 64; Expected = 1 }
    ) {
        $config = New-ScriptedConfig $sandbox "exit-$Code.yaml" $Hello, @{ print = 'at work' }, @{ exit = $Code }
        # Elsewhere than on Windows an exit code has eight bits.
        $bits = if ([Environment]::OSVersion.Platform -eq 'Win32NT') { -1 } else { 255 }
        Start-Runner $config | Should -Be ($Expected -band $bits)
        Get-NewestLog | Should -Match 'at work'
    }

    It 'passes its exit code through a script that calls it, as that of EC2Launch does' {
        $config = New-ScriptedConfig $sandbox 'called.yaml' $Hello, @{ exit = 64 }
        $runner = Join-Path $Repository 'examples/Unattended/Start-Runner.ps1'
        $caller = Join-Path $sandbox.Folder 'caller.ps1'
        Set-Content $caller -Value "& '$runner' -Config '$config' -LogFolder '$logs'", 'exit $LASTEXITCODE'
        $null = Invoke-PowerShell -File $caller 2>&1
        $LASTEXITCODE | Should -Be 1
    }

    It 'says in its transcript why it failed, and what is strange' {
        $config = New-ScriptedConfig $sandbox 'strange.yaml' $Hello, @{ exit = 64 } -Add 'getSecret: true'
        Start-Runner $config | Should -Be 1
        $log = Get-NewestLog
        $log | Should -Match 'getSecrets'
        $log -replace '\s+', ' ' | Should -Match 'exit code 64'
    }

    It 'keeps the newest 20 transcripts' {
        1..30 | ForEach-Object { $null = New-Item -ItemType File -Force (Join-Path $logs "runner-old-$_.log") }
        $null = Start-Runner (Join-Path $sandbox.Folder 'missing.yaml')
        @(Get-ChildItem $logs) | Should -HaveCount 20
    }
}

Describe 'Install-Runner.ps1' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "WorkerRunner.Pester.$([guid]::NewGuid())")).FullName
        $kept = $env:ProgramData, $env:ProgramFiles
        $env:ProgramData = Join-Path $folder 'ProgramData'
        $env:ProgramFiles = Join-Path $folder 'ProgramFiles'
        $config = Join-Path $folder 'runner.yaml'
        Set-Content -LiteralPath $config -Value 'provider: {providerType: azure}', 'worker: {implementation: dummy}'

        # What a test must not do to the machine it runs on.
        $calls = [Collections.Generic.List[string]]::new()
        function global:icacls.exe { $calls.Add("icacls $args"); $global:LASTEXITCODE = 0 }
        function global:Get-ScheduledTask { if ($calls -like 'register*') { 'a task' } }
        function global:Register-ScheduledTask { param($TaskName, $Xml) $calls.Add("register $TaskName $(([xml] $Xml).Task.Actions.Exec.Command)") }
        function global:Start-ScheduledTask { param($TaskName) $calls.Add("start $TaskName") }
        function Install-Runner { & (Join-Path $Repository 'examples/Unattended/Install-Runner.ps1') -Config $config -WarningAction SilentlyContinue @args }
    }

    AfterAll {
        $env:ProgramData, $env:ProgramFiles = $kept
        'icacls.exe', 'Get-ScheduledTask', 'Register-ScheduledTask', 'Start-ScheduledTask' | ForEach-Object { Remove-Item "function:$_" }
        # The script has imported what it installed; on Windows its assemblies stay open until this process ends.
        Get-Module WorkerRunner | Remove-Module
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
    }

    It 'installs all of it, once' {
        $module = Join-Path $Repository 'out/WorkerRunner'
        $first = Install-Runner -Module $module -AtBoot
        @($first) | Should -HaveCount 1
        $first.Changed | Should -BeTrue
        $first.ProviderType | Should -Be 'azure'
        ($first | ConvertTo-Json -Compress) | Should -Match '"Changed":true,'
        Join-Path $env:ProgramFiles "WindowsPowerShell/Modules/WorkerRunner/$($first.Version)/WorkerRunner.psd1" | Should -Exist
        Join-Path $env:ProgramData 'WorkerRunner/Start-Runner.ps1' | Should -Exist
        $calls | Should -Contain 'register WorkerRunner %SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe'
        $calls[-1] | Should -Be 'start WorkerRunner'

        (Install-Runner -Module $module -AtBoot).Changed | Should -BeFalse
        @($calls -like 'register*') | Should -HaveCount 1
    }

    It 'makes the folder private before anything secret is in it' {
        $calls[0] | Should -Match 'icacls .*WorkerRunner /inheritance:r /grant:r \*S-1-5-18:\(OI\)\(CI\)F \*S-1-5-32-544:\(OI\)\(CI\)F'
    }

    It 'installs from a .zip' {
        Remove-Item -LiteralPath $env:ProgramFiles -Recurse -Force
        $zip = Join-Path $folder 'WorkerRunner.zip'
        Compress-Archive -Path (Join-Path $Repository 'out/WorkerRunner') -DestinationPath $zip
        (Install-Runner -Module $zip).Changed | Should -BeTrue
        Join-Path $env:ProgramData 'WorkerRunner/unpacked' | Should -Not -Exist
    }

    It 'replaces a changed configuration, and leaves the installed one alone when the new one is wrong' {
        $module = Join-Path $Repository 'out/WorkerRunner'
        Set-Content -LiteralPath $config -Value 'provider: {providerType: aws}', 'worker: {implementation: dummy}'
        (Install-Runner -Module $module).Changed | Should -BeTrue
        Set-Content -LiteralPath $config -Value 'provider: {providerType: no}'
        { Install-Runner -Module $module } | Should -Throw -ErrorId 'RunnerConfigInvalid*'
        Join-Path $env:ProgramData 'WorkerRunner/runner.yaml' | Should -FileContentMatch 'aws'
    }
}
