<#
.SYNOPSIS
Runs a Taskcluster worker from its runner configuration to its end, unattended.
.DESCRIPTION
Everything goes to a transcript of its own; the newest 20 are kept. Start it with -File, so that its exit code is PowerShell's:

  0     the worker has ended well, or was asked to end
  3010  the worker has ended well and wants the machine to be restarted (not with -Restart: the script restarts it then)
  1     it failed; the last lines of the transcript say at what
.EXAMPLE
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\ProgramData\WorkerRunner\Start-Runner.ps1
#>
[CmdletBinding()]
param(
    [string] $Config = "$env:ProgramData\WorkerRunner\runner.yaml",
    [string] $LogFolder = "$env:ProgramData\WorkerRunner\logs",
    [switch] $Restart
)

$ErrorActionPreference = 'Stop'         # whatever fails ends the script
$InformationPreference = 'Continue'     # the log lines
$ProgressPreference = 'SilentlyContinue'
$code = 1

$null = New-Item -ItemType Directory -Force $LogFolder
Get-ChildItem $LogFolder -Filter 'runner-*.log' | Sort-Object LastWriteTime -Descending | Select-Object -Skip 19 | Remove-Item -Force
$null = Start-Transcript (Join-Path $LogFolder ('runner-{0:yyyyMMdd-HHmmss}-{1}.log' -f [DateTime]::UtcNow, $PID))
try {
    Import-Module WorkerRunner
    $ended = Start-WorkerRunner -Config $Config
    $ended
    $code = 0
    if ($ended.RebootRequired) {
        if ($Restart) { Restart-Computer -Force }
        else { $code = 3010 }
    }
}
catch {
    Write-Error -ErrorRecord $_ -ErrorAction Continue
}
finally {
    $null = Stop-Transcript
}
exit $code
