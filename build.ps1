<#
.SYNOPSIS
Builds, tests and tries WorkerRunner.
.DESCRIPTION
Build   compiles everything and stages the module to out/WorkerRunner.
Test    runs all tests that need no PowerShell installation.
Pester  builds, then runs tests/Pester in this PowerShell; Pester 5 has to be installed.
Try     runs the quick start: a Taskcluster deployment on loopback, and a worker's whole life on it.
.EXAMPLE
./build.ps1
Builds.
.EXAMPLE
./build.ps1 Test
Runs the tests.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Try')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

function Invoke-PesterSpecs {
    if (-not (Get-Module -ListAvailable -Name Pester | Where-Object Version -ge 5.0)) {
        throw 'Pester 5 is not installed. Install it with: Install-Module Pester -MinimumVersion 5.0 -Scope CurrentUser'
    }
    Import-Module Pester -MinimumVersion 5.0
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = Join-Path $PSScriptRoot 'tests/Pester'
    $configuration.Run.Throw = $true
    $configuration.Output.Verbosity = 'Detailed'
    Invoke-Pester -Configuration $configuration
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build }
        'Test' { Invoke-DotNet test }
        'Try' { Invoke-DotNet run --project examples/QuickStart }
        'Pester' {
            Invoke-DotNet build
            Invoke-PesterSpecs
        }
    }
}
finally {
    Pop-Location
}
