# The DSC resources, with a systemctl or Windows tasks that are none.
Describe 'The DSC resource' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $dsc = Join-Path $Repository 'out/WorkerRunnerDsc'
        $manifest = Get-Content -Raw (Join-Path $dsc 'runner.dsc.resource.json') | ConvertFrom-Json
        $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "WorkerRunner.Pester.$([guid]::NewGuid())")).FullName
        $kept = $env:PSModulePath, $env:PATH, $env:ProgramData
        $env:PSModulePath = (Join-Path $Repository 'out') + [IO.Path]::PathSeparator + $env:PSModulePath
        $env:PATH = $folder + [IO.Path]::PathSeparator + $env:PATH
        $env:ProgramData = $folder
        $unit = Join-Path $folder 'unit'
        # A systemctl that knows one unit, whose state is in a file; none is there where the file is not.
        Set-Content (Join-Path $folder 'systemctl') -Value @"
#!/bin/sh
case `$1 in
show) if [ -f '$unit' ]; then echo LoadState=loaded; echo ActiveState=`$(cat '$unit'); else echo LoadState=not-found; fi;;
enable) echo active >'$unit';;
disable) echo inactive >'$unit';;
*) exit 1;;
esac
"@
        if (-not $env:OS) { chmod +x (Join-Path $folder 'systemctl') }
        $source = Join-Path $folder 'source.yaml'
        New-RunnerConfig $source standalone dummy -WarningAction SilentlyContinue
        $config = Join-Path $folder 'etc/runner.yml'
        $wanted = @{ configPath = $config; source = $source }

        # Runs the command of the manifest as DSC does: in the manifest's folder, with the wanted state on stdin.
        function Invoke-Resource([string] $Operation, $Wanted = '') {
            $json = if ($Wanted -is [string]) { $Wanted } else { ConvertTo-Json $Wanted -Compress }
            $arguments = $manifest.$Operation.args
            Push-Location $dsc
            try { $said = $json | Invoke-PowerShell @($arguments | Select-Object -Skip ([Array]::IndexOf($arguments, '-Command'))) 2>&1 }
            finally { Pop-Location }
            $script:code = $LASTEXITCODE
            $said | ForEach-Object { "$_" | ConvertFrom-Json }
        }
    }

    AfterAll {
        $env:PSModulePath, $env:PATH, $env:ProgramData = $kept
        Get-Module WorkerRunnerDsc | Remove-Module
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
    }

    Context 'for DSC 3' -Skip:($PSEdition -eq 'Desktop' -or $IsWindows) {
        It 'finds nothing on a machine without' {
            $state = Invoke-Resource get @{ configPath = $config }
            $code | Should -Be 0
            $state._exist, $state.running | Should -Be $false, $false
        }

        It 'says that a service has to be installed first, as one JSON line on stderr' {
            (Invoke-Resource set $wanted).error | Should -Match 'no service start-worker.*Install it first'
            $code | Should -Be 1
        }

        It 'puts the configuration in its place, private, and starts the service' {
            Set-Content $unit 'inactive'
            $state = Invoke-Resource set $wanted
            $code | Should -Be 0
            $state._exist, $state.running | Should -Be $true, $true
            (Get-Item $config).UnixMode | Should -Be '-rw-------'
            Get-Content -Raw $config | Should -Be (Get-Content -Raw $source)
        }

        It 'finds it in the state in which get told it' {
            (Invoke-Resource test (Invoke-Resource get $wanted))._inDesiredState | Should -BeTrue
        }

        It 'exports nothing where nothing is in its usual place' -Skip:(Test-Path /etc/worker-runner/runner.yml) {
            Invoke-Resource export | Should -BeNullOrEmpty
            $code | Should -Be 0
        }

        It 'says that <InputText> is no wanted state' -ForEach @(@{ InputText = '{"a' }, @{ InputText = '[1]' }) {
            (Invoke-Resource get $InputText).error | Should -Match 'not a JSON object'
            $script:code | Should -Be 2
        }

        It 'has a manifest whose schema fits what it gives' {
            $manifest.type | Should -Match '^\w+(\.\w+){0,2}\/\w+$'
            $manifest.version | Should -Match '^\d+\.\d+\.\d+$'
            $manifest.get, $manifest.set, $manifest.test, $manifest.export | ForEach-Object { $_.executable | Should -Be 'pwsh'; $_.input | Should -Be 'stdin' }
            # The canonical properties are DSC's own, by reference.
            $schema = $manifest.schema.embedded
            foreach ($name in '_exist', '_inDesiredState') {
                $schema.properties.$name.'$ref' | Should -Match '^https://aka.ms/dsc/schemas/v3/resource/properties/\w+\.json$'
                $schema.properties.$name = @{ type = 'boolean' }
            }
            Invoke-Resource test $wanted | ConvertTo-Json | Test-Json -Schema ($schema | ConvertTo-Json -Depth 9) | Should -BeTrue
            foreach ($key in $wanted.Keys) { $schema.properties.$key | Should -Not -BeNullOrEmpty }
        }
    }

    It 'is used by the example with properties that it has' {
        $example = Get-Content (Join-Path $Repository 'examples/Unattended/dsc/WorkerRunner.dsc.yaml')
        $example | Should -Contain "    type: $($manifest.type)"
        $used = $example -match '^ {6}\w' | ForEach-Object { ($_ -split ':')[0].Trim() }
        $used | Should -HaveCount 3
        $used | ForEach-Object { $manifest.schema.embedded.properties.$_ | Should -Not -BeNullOrEmpty }
    }

    Context 'as functions' -Skip:($PSEdition -eq 'Desktop' -or $IsWindows) {
        BeforeAll { Import-Module (Join-Path $dsc 'WorkerRunnerDsc.psd1') -Force }

        It 'sees <Name>, and mends it' -ForEach @(
            @{ Name = 'another configuration'; Change = { Add-Content $config '# changed' } }
            @{ Name = 'a service that does not run'; Change = { Set-Content $unit 'failed' } }
            @{ Name = 'a configuration that is gone'; Change = { Remove-Item $config } }
        ) {
            & $Change
            Test-RunnerState $wanted | Should -BeFalse
            Set-RunnerState $wanted
            Test-RunnerState $wanted | Should -BeTrue
        }

        It 'leaves a good configuration where the new one cannot be used' {
            $bad = Join-Path $folder 'bad.yaml'
            Set-Content $bad 'provider: {providerType: no}'
            { Set-RunnerState @{ configPath = $config; source = $bad } } | Should -Throw '*cannot be used*providerType*'
            Get-Content -Raw $config | Should -Be (Get-Content -Raw $source)
            "$config.new" | Should -Not -Exist
        }

        It 'stops the service, and takes all away' {
            Set-RunnerState @{ configPath = $config; running = $false }
            (Get-RunnerState @{ configPath = $config }).running | Should -BeFalse
            Test-RunnerState @{ configPath = $config; running = $false } | Should -BeTrue
            Set-RunnerState @{ configPath = $config; _exist = $false }
            $config | Should -Not -Exist
            Test-RunnerState @{ configPath = $config; _exist = $false } | Should -BeTrue
        }

        It 'refuses <Said>' -ForEach @(
            @{ Wanted = @{ configpat = 'x' }; Said = 'no property "configpat"' }
            @{ Wanted = @{ startedBy = 'task' }; Said = 'works on Windows only' }
            @{ Wanted = @{ startedBy = 'cron' }; Said = 'task or service' }
        ) {
            { Get-RunnerState $Wanted } | Should -Throw "*$Said*"
        }
    }

    Context 'as a class' {
        BeforeAll {
            # As DSC of Windows PowerShell, and DSC 3 by its adapters, find and use it.
            $class = (New-Module -ScriptBlock ([scriptblock]::Create("using module '$(Join-Path $dsc 'WorkerRunnerDsc.psd1')'; function New-Resource { [TaskclusterRunner]::new() }"))) | ForEach-Object { & $_ { New-Resource } }
            $class.ConfigPath = $config
            $class.Source = $source
        }

        It 'is a DSC resource of the module' {
            (Import-PowerShellDataFile (Join-Path $dsc 'WorkerRunnerDsc.psd1')).DscResourcesToExport | Should -Be 'TaskclusterRunner'
            $attributes = $class.GetType().GetCustomAttributes($true)
            $attributes.Where({ $_ -is [Management.Automation.DscResourceAttribute] }) | Should -HaveCount 1
            $class.GetType().GetProperty('ConfigPath').GetCustomAttributes([Management.Automation.DscPropertyAttribute], $true).Key | Should -BeTrue
        }

        It 'tests, sets and gets' -Skip:($PSEdition -eq 'Desktop' -or $IsWindows) {
            Set-Content $unit 'inactive'
            $class.Test() | Should -BeFalse
            $class.Set()
            $class.Test() | Should -BeTrue
            $state = $class.Get()
            $state.Running, "$($state.Ensure)", $state.Name | Should -Be $true, 'Present', 'start-worker'
            $class.Ensure = 'Absent'
            $class.Set()
            $class.Test() | Should -BeTrue
        }
    }

    Context 'with a task of Windows' {
        BeforeAll {
            Import-Module (Join-Path $dsc 'WorkerRunnerDsc.psd1') -Force
            # What the rights come to is icacls's.
            $calls = [Collections.Generic.List[string]]::new()
            $task = @{ State = $null; Xml = $null }
            function global:icacls.exe { $calls.Add("icacls $args"); $global:LASTEXITCODE = 0 }
            function global:Get-ScheduledTask { if ($task.State) { [pscustomobject] @{ State = $task.State } } }
            function global:Register-ScheduledTask { param($TaskName, $Xml) $task.State = 'Ready'; $task.Xml = [xml] $Xml; $calls.Add("register $TaskName") }
            function global:Start-ScheduledTask { param($TaskName) $task.State = 'Running'; $calls.Add("start $TaskName") }
            function global:Stop-ScheduledTask { param($TaskName) $task.State = 'Ready'; $calls.Add("stop $TaskName") }
            function global:Unregister-ScheduledTask { $task.State = $null; $calls.Add("unregister $($args[1])") }
            Mock Test-Windows { $true } -ModuleName WorkerRunnerDsc
            $windows = @{ configPath = Join-Path (Join-Path $folder 'windows') 'runner.yaml'; source = $source }
        }

        AfterAll { 'icacls.exe', 'Get-ScheduledTask', 'Register-ScheduledTask', 'Start-ScheduledTask', 'Stop-ScheduledTask', 'Unregister-ScheduledTask' | ForEach-Object { Remove-Item "function:$_" } }

        It 'makes a private folder, then the configuration, then the task, and starts it' {
            Test-RunnerState $windows | Should -BeFalse
            Set-RunnerState $windows
            $calls[0] | Should -Match '^icacls .*windows /inheritance:r /grant:r \*S-1-5-18'
            $calls[-2..-1] | Should -Be 'register WorkerRunner', 'start WorkerRunner'
            $windows.configPath | Should -Exist
            Join-Path $folder 'windows/Start-Runner.ps1' | Should -Exist
            $task.Xml.Task.Actions.Exec.Arguments | Should -Match ([regex]::Escape("-Config ""$($windows.configPath)"" -Restart"))
            Test-RunnerState $windows | Should -BeTrue
        }

        It 'leaves alone what is as it should be' {
            $before = $calls.Count
            Set-RunnerState $windows
            $calls.Count | Should -Be $before
        }

        It 'takes it away' {
            Set-RunnerState @{ configPath = $windows.configPath; _exist = $false }
            $calls[-2..-1] | Should -Be 'stop WorkerRunner', 'unregister WorkerRunner'
            Test-RunnerState @{ configPath = $windows.configPath; _exist = $false } | Should -BeTrue
        }
    }
}
