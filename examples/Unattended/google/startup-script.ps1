# The metadata key windows-startup-script-ps1: Compute Engine runs it at every boot, as SYSTEM.
$ErrorActionPreference = 'Stop'
& 'C:\ProgramData\WorkerRunner\Start-Runner.ps1' -Restart
exit $LASTEXITCODE
