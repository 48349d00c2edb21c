# For Windows PowerShell 5.1, with the modules WorkerRunner and WorkerRunnerDsc installed: creates localhost.mof and applies it.
# runner.yaml is in C:\Install\WorkerRunner, readable by administrators only.
configuration WorkerRunner {
    param([string] $Source = 'C:\Install\WorkerRunner\runner.yaml')

    Import-DscResource -ModuleName WorkerRunnerDsc

    Node localhost {
        TaskclusterRunner Runner {
            ConfigPath = 'C:\ProgramData\WorkerRunner\runner.yaml'
            Source     = $Source
            Running    = $true
            Ensure     = 'Present'
        }
    }
}

$ErrorActionPreference = 'Stop'
WorkerRunner -OutputPath "$PSScriptRoot\mof" | Out-Null
Start-DscConfiguration -Path "$PSScriptRoot\mof" -Wait -Force
