Describe 'The help of <Name>' -ForEach @(
    Get-ChildItem (Join-Path $PSScriptRoot '../../docs/cmdlets') -Filter *-*.md | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } }
) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox -Cloud google
        $before = $env:GCE_METADATA_HOST
        $env:GCE_METADATA_HOST = ([uri] $sandbox.MetadataUrl).Authority
        $worker = Start-Sandbox
        # The examples speak of runner.yaml in the current location; those of two cmdlets wait for the worker's own end.
        $steps = if ($Name -in 'Start-WorkerRunner', 'Wait-TaskclusterWorker') { $Hello, @{ exit = 0 } } else { $Hello, $AwaitTermination, @{ exit = 0 } }
        $null = New-ScriptedConfig $worker 'examples/runner.yaml' $steps
        Push-Location (Join-Path $worker.Folder 'examples')
    }

    AfterAll {
        Pop-Location
        $env:GCE_METADATA_HOST = $before
        Stop-Sandbox $sandbox
        Stop-Sandbox $worker
    }

    It 'is there on a machine without PlatyPS' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'has examples that run as they are written' {
        $examples = [regex]::Matches([IO.File]::ReadAllText($Page), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
        foreach ($example in $examples) {
            $session = $null
            { . ([scriptblock]::Create($example)) *> $null } | Should -Not -Throw -Because $example
            if ($session) { $null = Stop-TaskclusterWorker $session -Force }
        }
    }
}
