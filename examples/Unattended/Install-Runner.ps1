<#
.SYNOPSIS
Installs WorkerRunner, its runner configuration and Start-Runner.ps1 on a Windows machine; with -AtBoot also a task that starts it at boot.
.DESCRIPTION
It can be run again: what is installed already is not changed, except that a changed configuration is replaced. Run it as an administrator or as SYSTEM.
It returns one object that says what it did, and exits with 0; if it fails, PowerShell exits with 1. It never starts a worker itself and
therefore never stays for a worker's lifetime: the task does.
.PARAMETER Module
The module: the folder out/WorkerRunner of a build, or a .zip of it.
.PARAMETER Config
The runner configuration. Only SYSTEM and Administrators can read the installed copy.
.PARAMETER AtBoot
Registers the task WorkerRunner of WorkerRunner.task.xml, and starts it.
.EXAMPLE
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File Install-Runner.ps1 -Config runner.static.yaml -AtBoot
#>
[CmdletBinding()]
param(
    [string] $Module = "$PSScriptRoot\WorkerRunner.zip",
    [string] $Config = "$PSScriptRoot\runner.yaml",
    [switch] $AtBoot
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$system = '*S-1-5-18'
$administrators = '*S-1-5-32-544'

function Invoke-IcaclsTool {
    $said = & icacls.exe @args
    if ($LASTEXITCODE -ne 0) { throw "icacls $args ended with exit code ${LASTEXITCODE}: $said" }
}

# The folder, for SYSTEM and Administrators alone, before anything secret is in it.
$folder = "$env:ProgramData\WorkerRunner"
$null = New-Item -ItemType Directory -Force $folder
Invoke-IcaclsTool $folder /inheritance:r /grant:r "${system}:(OI)(CI)F" "${administrators}:(OI)(CI)F"

# The module, whole or not at all.
$unpacked = $null
if ([IO.Path]::GetExtension($Module) -eq '.zip') {
    $unpacked = "$folder\unpacked"
    Expand-Archive -LiteralPath $Module -DestinationPath $unpacked -Force
    $Module = (Get-ChildItem $unpacked -Recurse -Filter WorkerRunner.psd1 | Select-Object -First 1).DirectoryName
}
$version = (Test-ModuleManifest "$Module\WorkerRunner.psd1").Version
$modules = "$env:ProgramFiles\WindowsPowerShell\Modules\WorkerRunner"
$installModule = -not (Test-Path "$modules\$version")
if ($installModule) {
    $null = New-Item -ItemType Directory -Force $modules
    if (Test-Path "$modules\new") { Remove-Item -LiteralPath "$modules\new" -Recurse -Force }
    Copy-Item -LiteralPath $Module -Destination "$modules\new" -Recurse
    Rename-Item -LiteralPath "$modules\new" -NewName "$version"
}
if ($unpacked) { Remove-Item -LiteralPath $unpacked -Recurse -Force }

# The configuration, as soon as it has been read without an error; and the script that uses it.
Import-Module "$modules\$version\WorkerRunner.psd1"
$target = "$folder\runner.yaml"
$new = "$folder\runner.new.yaml"
Copy-Item -LiteralPath $Config -Destination $new -Force
Invoke-IcaclsTool $new /setowner $administrators
Invoke-IcaclsTool $new /inheritance:r /grant:r "${system}:F" "${administrators}:F"
$read = Get-RunnerConfig -LiteralPath $new
$installConfig = -not (Test-Path $target) -or (Get-FileHash $target).Hash -ne (Get-FileHash $new).Hash
if ($installConfig) { Move-Item -LiteralPath $new -Destination $target -Force }
else { Remove-Item -LiteralPath $new }
Copy-Item -LiteralPath "$PSScriptRoot\Start-Runner.ps1" -Destination $folder -Force

$installTask = $AtBoot -and -not (Get-ScheduledTask -TaskName WorkerRunner -ErrorAction SilentlyContinue)
if ($installTask) {
    $null = Register-ScheduledTask -TaskName WorkerRunner -Xml (Get-Content -LiteralPath "$PSScriptRoot\WorkerRunner.task.xml" -Raw)
}
if ($AtBoot) { Start-ScheduledTask -TaskName WorkerRunner }

[pscustomobject]@{
    Changed      = [bool]($installModule -or $installConfig -or $installTask)
    Version      = "$version"
    ProviderType = $read.ProviderType
    Config       = $target
    Warnings     = @($read.Warnings)
}
