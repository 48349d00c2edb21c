<#
.SYNOPSIS
Builds, tests, documents, packages, installs and tries WorkerRunner.
.DESCRIPTION
Build   compiles everything and stages the module to out/WorkerRunner.
Test    runs all tests that need no PowerShell installation.
Pester  builds, then runs tests/Pester in this PowerShell, with Pester from NuGet.
Analyze runs PSScriptAnalyzer over all scripts.
Docs    builds, then brings docs/cmdlets up to the cmdlets' parameters and makes module/en-US from these pages; needs PlatyPS 1.0.
Package builds from scratch and makes out/packages/WorkerRunner.<version>.nupkg, WorkerRunnerDsc and WorkerSandbox, for a PowerShell repository, the sandbox as a .NET tool,
        and archives of start-worker for each platform, with SHA256SUMS of all of them (docs/install.md).
Install builds from scratch and copies the modules to where this PowerShell finds them.
Try     runs the quick start: a Taskcluster deployment on loopback, and a worker's whole life on it.

Works in Windows PowerShell 5.1 and in PowerShell 7, on Windows and Linux; all tasks need the .NET SDK 10, which also brings a PowerShell 7:
dotnet tool restore, then dotnet pwsh ./build.ps1. PlatyPS and PSScriptAnalyzer are installed for the current user from the PowerShell Gallery where they are missing.
.PARAMETER Task
What to do; Build by default.
.PARAMETER Scope
For whom Install installs: CurrentUser, or AllUsers, which needs an administrator's or root's rights.
.PARAMETER PesterVersion
The Pester that Pester takes, rather than that of Directory.Packages.props: the specs run in 5.9 and in 6.2.
.PARAMETER Without
Platforms for which Package makes no start-worker, such as those that cannot be made on this machine.
.EXAMPLE
./build.ps1
Builds.
.EXAMPLE
./build.ps1 Test
Runs the tests.
.EXAMPLE
./build.ps1 Install -Scope AllUsers
Installs the module for all users, SYSTEM among them.
#>
#requires -Version 5.1
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Package', 'Install', 'Try')]
    [string] $Task = 'Build',

    [ValidateSet('CurrentUser', 'AllUsers')]
    [string] $Scope = 'CurrentUser',

    [ValidatePattern('^\d+\.\d+\.\d+$')]
    [string] $PesterVersion,

    [ValidateSet('linux-x64', 'linux-arm64', 'win-x64', 'osx-arm64', 'osx-x64')]
    [string[]] $Without = @()
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$staged = Join-Path $PSScriptRoot 'out/WorkerRunner'
$stagedDsc = Join-Path $PSScriptRoot 'out/WorkerRunnerDsc'
$stagedSandbox = Join-Path $PSScriptRoot 'out/WorkerSandbox'
$manifest = Join-Path $staged 'WorkerRunner.psd1'

function Invoke-DotNet {
    if (-not (Get-Command dotnet -ErrorAction Ignore)) { throw 'dotnet is not in PATH. Install the .NET SDK 10: https://dotnet.microsoft.com/download' }
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

# What an earlier build staged and this one does not must not be shipped.
function Build-Release {
    foreach ($module in $staged, $stagedDsc, $stagedSandbox) { if (Test-Path $module) { Remove-Item $module -Recurse -Force } }
    Invoke-DotNet build src/WorkerRunner.PowerShell --configuration Release
    Invoke-DotNet build src/Sandbox --configuration Release
    Test-ModuleManifest $manifest | Out-Null
}

function Import-Tool {
    param([string] $Name, [version] $Version)

    if (-not (Get-Module -ListAvailable -Name $Name | Where-Object Version -ge $Version)) { Install-Tool $Name $Version }
    Import-Module $Name -MinimumVersion $Version
}

function Install-Tool {
    param([string] $Name, [version] $Version)

    Write-Verbose "Installing $Name $Version or later for the current user from the PowerShell Gallery"
    try {
        if (Get-Command Install-PSResource -ErrorAction Ignore) {
            Install-PSResource -Name $Name -Version "[$Version, )" -Repository PSGallery -Scope CurrentUser -TrustRepository
            return
        }
        # Windows PowerShell 5.1 as it is delivered: without TLS 1.2, and with a question about NuGet.
        [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
        Install-PackageProvider -Name NuGet -MinimumVersion 2.8.5.201 -Scope CurrentUser -Force | Out-Null
        Install-Module -Name $Name -MinimumVersion $Version -Repository PSGallery -Scope CurrentUser -Force -SkipPublisherCheck
    }
    catch {
        throw "$Name $Version or later is not installed, and cannot be had from the PowerShell Gallery: $_ Install it by hand, or copy it to a folder of `$env:PSModulePath."
    }
}

# This PowerShell, in a process of its own. As a tool of the .NET SDK it is run by dotnet.
function Invoke-PowerShell {
    $program = (Get-Process -Id $PID).Path
    $first = @(if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
    & $program @first -NoProfile @args
}

function Invoke-PesterSpec {
    param([string] $Version)

    $chosen = @(if ($Version) { "-p:PesterVersion=$Version" })
    Invoke-DotNet restore tests/Pester/Pester.csproj @chosen
    $pester = Invoke-DotNet msbuild tests/Pester/Pester.csproj '-getProperty:PesterModule' @chosen
    Invoke-PowerShell -File (Join-Path $PSScriptRoot 'tests/Pester/Invoke-Specs.ps1') $pester
    if ($LASTEXITCODE -ne 0) { throw "$LASTEXITCODE of the Pester specs failed." }
}

function Edit-Text {
    param([string] $Path, [string] $Old, [string] $New)

    [IO.File]::WriteAllText($Path, [IO.File]::ReadAllText($Path).Replace($Old, $New))
}

# PlatyPS leaves the code of an example in its introduction, fences and all, and links to pages that are not beside the help.
function Complete-Help {
    param([string] $Path)

    $maml = 'http://schemas.microsoft.com/maml/2004/10'
    $help = [xml]::new()
    $help.PreserveWhitespace = $true
    $help.Load($Path)
    foreach ($example in $help.GetElementsByTagName('command:example')) {
        $introduction = $example['maml:introduction']
        $fenced, $remarks = @($introduction.ChildNodes | Where-Object { $_.LocalName -eq 'para' -and $_.InnerText -ne [string][char]0x80 })
        $example['dev:code'].InnerText = $fenced.InnerText -replace '(?s)^```powershell\r?\n|\r?\n```$'
        foreach ($remark in $remarks) { $null = $example['dev:remarks'].AppendChild($remark) }
        $null = $example.ReplaceChild($help.CreateElement('maml', 'introduction', $maml), $introduction)
    }
    foreach ($link in @($help.GetElementsByTagName('maml:navigationLink'))) {
        if ($link['maml:linkText'].InnerText -eq 'Online Version') { $link['maml:uri'].InnerText = (Get-Module WorkerRunner).ProjectUri.AbsoluteUri }
        elseif ($link['maml:linkText'].InnerText -match '^\w+-\w+$') { $link['maml:uri'].InnerText = '' }
        else { $null = $link.ParentNode.RemoveChild($link) }
    }
    $help.Save($Path)
}

function Build-Help {
    # PlatyPS reads properties that are not there.
    Set-StrictMode -Off
    Import-Tool Microsoft.PowerShell.PlatyPS 1.0
    # The pages are the source of the help; PlatyPS would read what was made of them as another, and refuse its links.
    Remove-Item (Join-Path $staged 'en-US') -Recurse -ErrorAction Ignore
    Import-Module $manifest -Force
    $pages = Join-Path $PSScriptRoot 'docs/cmdlets'
    # PlatyPS writes into a folder with the module's name, which neither pages nor help are in.
    $made = New-Item (Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())) -ItemType Directory
    try {
        @(foreach ($cmdlet in Get-Command -Module WorkerRunner) {
            $page = Join-Path $pages "$($cmdlet.Name).md"
            # What PowerShell calls a set without a name is not for readers, but PlatyPS knows it by that only.
            if (Test-Path $page) { Edit-Text $page '### (All)' '### __AllParameterSets' }
            $help = if (Test-Path $page) { Update-CommandHelp -Path $page } else { New-CommandHelp -CommandInfo $cmdlet }
            $help | Export-MarkdownCommandHelp -OutputFolder $made | Copy-Item -Destination $pages
            Edit-Text $page '### __AllParameterSets' '### (All)'
            $help
        }) | Export-MamlCommandHelp -OutputFolder $made | ForEach-Object {
            Complete-Help $_.FullName
            Copy-Item $_.FullName -Destination (Join-Path $PSScriptRoot 'module/en-US')
        }
    }
    finally {
        Remove-Item $made -Recurse
    }
}

# The first folder of the module path that belongs to the wanted scope and this edition.
function Get-ModuleFolder {
    param([string] $Scope)

    $userFolder = [Environment]::GetFolderPath('UserProfile')
    $places = $env:PSModulePath -split [IO.Path]::PathSeparator | Where-Object { $_ -and -not $_.StartsWith($PSHOME, [StringComparison]::OrdinalIgnoreCase) }
    $found = $places | Where-Object { $_.StartsWith($userFolder, [StringComparison]::OrdinalIgnoreCase) -eq ($Scope -eq 'CurrentUser') } | Select-Object -First 1
    if (-not $found) { throw "No folder of `$env:PSModulePath is for ${Scope}: $env:PSModulePath" }
    $found
}

function Install-StagedModule {
    param([string] $Scope)

    $version = (Test-ModuleManifest $manifest).Version
    foreach ($module in $staged, $stagedDsc, $stagedSandbox) {
        $destination = Join-Path (Join-Path (Get-ModuleFolder $Scope) (Split-Path $module -Leaf)) $version
        if (Test-Path $destination) { Remove-Item $destination -Recurse -Force }
        New-Item $destination -ItemType Directory -Force | Out-Null
        Copy-Item (Join-Path $module '*') $destination -Recurse
        Get-Item $destination
    }
}

# What PSScriptAnalyzer has to say is a failure. It does not see that Pester runs BeforeAll and It in scopes that belong together.
function Test-Script {
    Import-Tool PSScriptAnalyzer 1.24
    $scripts = Get-ChildItem build.ps1, module, dsc, sandbox, examples, bench, tests -Recurse -Include *.ps1, *.psm1, *.psd1 | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
    $found = foreach ($script in $scripts) {
        # The keyword configuration is Windows PowerShell's.
        if ($script.Name -eq 'WorkerRunner.Configuration.ps1' -and $PSEdition -eq 'Core') { continue }
        $excluded = if ($script.FullName -match '[\\/]tests[\\/]') {
            'PSUseDeclaredVarsMoreThanAssignments', 'PSUseShouldProcessForStateChangingFunctions', 'PSUseUsingScopeModifierInNewRunspaces',
            'PSReviewUnusedParameter', 'PSAvoidUsingConvertToSecureStringWithPlainText', 'PSUseBOMForUnicodeEncodedFile', 'PSUseSingularNouns'
        }
        Invoke-ScriptAnalyzer $script.FullName -Severity Error, Warning, ParseError -ExcludeRule @($excluded)
    }
    $found | Format-Table Severity, RuleName, ScriptName, Line, Message -AutoSize | Out-String -Width 200 | Write-Output
    if ($found) { throw "PSScriptAnalyzer found $(@($found).Count) problems." }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build }
        'Test' { Invoke-DotNet test }
        'Try' { Invoke-DotNet run --project examples/QuickStart }
        'Analyze' { Test-Script }
        'Pester' {
            Invoke-DotNet build
            Invoke-PesterSpec $PesterVersion
        }
        'Docs' {
            Invoke-DotNet build src/WorkerRunner.PowerShell
            Build-Help
            Invoke-DotNet build src/WorkerRunner.PowerShell
        }
        'Package' {
            Build-Release
            $module = Test-ModuleManifest $manifest
            $env:MODULE_RELEASE_NOTES = $module.ReleaseNotes
            # By these tags Find-PSResource -CommandName finds it.
            $env:MODULE_COMMAND_TAGS = $module.ExportedCmdlets.Keys | Sort-Object | ForEach-Object { "PSCmdlet_$_", "PSCommand_$_" }
            Invoke-DotNet pack src/WorkerRunner.PowerShell --no-build --configuration Release --output out/packages
            Invoke-DotNet pack src/WorkerRunner.PowerShell --no-build --configuration Release --output out/packages '-p:NuspecFile=WorkerRunnerDsc.nuspec'
            Invoke-DotNet pack src/WorkerRunner.PowerShell --no-build --configuration Release --output out/packages '-p:NuspecFile=WorkerSandbox.nuspec'
            Invoke-DotNet pack src/Sandbox --no-build --configuration Release --output out/packages
            $left = @($Without | ForEach-Object { '--without', $_ })
            Invoke-DotNet run --project packaging '--' @left
        }
        'Install' {
            Build-Release
            Install-StagedModule $Scope
        }
    }
}
finally {
    Pop-Location
}
