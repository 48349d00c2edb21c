# Runs the specs by the Pester of a path, and exits with the number of failures. build.ps1 runs it in a process of its own: neither its
# strict mode nor the assemblies of an earlier build are there.
param(
    [Parameter(Mandatory)]
    [string] $Pester
)

Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.Exit = $true
$configuration.Output.Verbosity = 'Detailed'
Invoke-Pester -Configuration $configuration
