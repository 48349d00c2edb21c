# For Windows PowerShell 5.1: makes localhost.mof and applies it. The files are in C:\Install\WorkerRunner, readable by administrators alone.
configuration WorkerRunner {
    param([string] $Source = 'C:\Install\WorkerRunner')

    Import-DscResource -ModuleName PSDesiredStateConfiguration

    Node localhost {
        Script Install {
            GetScript = {
                @{ Result = "$((Get-Module -ListAvailable WorkerRunner | Select-Object -First 1).Version)" }
            }
            TestScript = {
                $wanted = "$using:Source\runner.yaml"
                $installed = 'C:\ProgramData\WorkerRunner\runner.yaml'
                [bool](Get-Module -ListAvailable WorkerRunner) -and
                    [bool](Get-ScheduledTask -TaskName WorkerRunner -ErrorAction SilentlyContinue) -and
                    (Test-Path $installed) -and
                    (Get-FileHash $installed).Hash -eq (Get-FileHash $wanted).Hash
            }
            SetScript = {
                $null = & "$using:Source\Install-Runner.ps1" -AtBoot
            }
        }
    }
}

$ErrorActionPreference = 'Stop'
WorkerRunner -OutputPath "$PSScriptRoot\mof" | Out-Null
Start-DscConfiguration -Path "$PSScriptRoot\mof" -Wait -Force
