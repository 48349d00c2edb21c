# The sandbox is a program of its own, so that nothing of it is loaded into this PowerShell.
Set-StrictMode -Version 3.0

$program = Join-Path $PSScriptRoot 'bin/WorkerRunner.Sandbox.dll'
$startLimit = [TimeSpan]::FromSeconds(60)

function ConvertTo-Argument {
    param([string[]] $Value)

    # By the rules of CommandLineToArgvW; ArgumentList is not there in Windows PowerShell.
    @($Value | ForEach-Object { if ($_ -match '[\s"]' -or $_ -eq '') { '"{0}"' -f ($_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') } else { $_ } }) -join ' '
}

function Start-Program {
    param([string[]] $Argument)

    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw 'dotnet is not in PATH. The sandbox needs the ASP.NET Core runtime 10: https://dotnet.microsoft.com/download'
    }
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', (ConvertTo-Argument (@($program) + $Argument)))
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.WorkingDirectory = $PWD.ProviderPath
    [Diagnostics.Process]::Start($start)
}

function Resolve-File {
    param([string] $Path)

    $PSCmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
}

# By default this PowerShell and its module are what is tried.
function Get-RunnerCommand {
    param([string[]] $Runner)

    if ($Runner) {
        if ($Runner.Count -eq 1) { $Runner += '{config}' }
        return $Runner
    }
    $module = @(Get-Module WorkerRunner) + @(Get-Module WorkerRunner -ListAvailable) | Select-Object -First 1
    if (-not $module) { throw 'The module WorkerRunner is neither imported nor installed. Import it, or name the runner with -Runner.' }
    $shell = (Get-Process -Id $PID).Path
    $first = @(if ([IO.Path]::GetFileNameWithoutExtension($shell) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
    $import = "Import-Module '$($module.Path -replace "'", "''")'"
    @($shell) + $first + @('-NoProfile', '-NonInteractive', '-Command', "$import; Start-WorkerRunner '{config}' -InformationAction Continue")
}

<#
.SYNOPSIS
Starts a Taskcluster deployment, and optionally a cloud, on 127.0.0.1.
.DESCRIPTION
Starts a deployment with a worker ready to register, until Stop-WorkerSandbox or the end of this PowerShell. The object that it gives has the root URL, the path of a
runner configuration that fits, and with -Page the address of a page that shows what happens and has buttons for interruptions and faults.
.PARAMETER Cloud
The cloud whose instance the worker is: aws, azure or google. Without it the worker is a static one.
.PARAMETER ConfigPath
Where the runner configuration is written; by default a file in a temporary folder.
.PARAMETER Worker
The worker in that configuration; by default one that executes tasks like generic-worker.
.PARAMETER Task
Commands of tasks for the worker.
.PARAMETER Fault
What goes wrong on purpose, for example register:503*2.
.PARAMETER CredentialLifetime
How long credentials are good.
.PARAMETER Page
Serves the page, too.
.EXAMPLE
$sandbox = Start-WorkerSandbox -Cloud aws -Task 'echo hello' -Page
Start-WorkerRunner $sandbox.ConfigPath
Stop-WorkerSandbox $sandbox
#>
function Start-WorkerSandbox {
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('WorkerSandbox.Sandbox')]
    param(
        [ValidateSet('aws', 'azure', 'google')] [string] $Cloud,
        [string] $ConfigPath,
        [string] $Worker,
        [string[]] $Task = @(),
        [string[]] $Fault = @(),
        [TimeSpan] $CredentialLifetime = [TimeSpan]::FromHours(96),
        [switch] $Page
    )

    if (-not $PSCmdlet.ShouldProcess('a Taskcluster deployment on 127.0.0.1', 'Start')) { return }
    $folder = $null
    if (-not $ConfigPath) {
        $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "worker-sandbox-$([guid]::NewGuid())")).FullName
        $ConfigPath = Join-Path $folder 'runner.yaml'
    }
    $arguments = @('--config-out', (Resolve-File $ConfigPath), '--credential-lifetime', "$([long]$CredentialLifetime.TotalMilliseconds)ms")
    if ($Cloud) { $arguments += '--cloud', $Cloud }
    if ($Worker) { $arguments += '--worker', (Resolve-File $Worker) }
    if ($Page) { $arguments += '--page' }
    foreach ($command in $Task) { $arguments += '--task', $command }
    foreach ($wrong in $Fault) { $arguments += '--fault', $wrong }

    $process = Start-Program $arguments
    $errors = $process.StandardError.ReadToEndAsync()
    $sandbox = [pscustomobject]@{ PSTypeName = 'WorkerSandbox.Sandbox'; RootUrl = $null; PageUrl = $null; ConfigPath = Resolve-File $ConfigPath; ProcessId = $process.Id }
    $sandbox | Add-Member -NotePropertyMembers @{ Process = $process; Folder = $folder }
    $sandbox.PSObject.Members.Add([Management.Automation.PSMemberSet]::new('PSStandardMembers', [Management.Automation.PSMemberInfo[]]@(
                [Management.Automation.PSPropertySet]::new('DefaultDisplayPropertySet', [string[]]('RootUrl', 'PageUrl', 'ConfigPath', 'ProcessId')))))
    do {
        $reading = $process.StandardOutput.ReadLineAsync()
        if (-not $reading.Wait($startLimit)) { Stop-WorkerSandbox $sandbox -Confirm:$false; throw "The sandbox did not start within $startLimit." }
        $line = $reading.Result
        if ($line -match '^Taskcluster root URL: (.*)') { $sandbox.RootUrl = $Matches[1] }
        if ($line -match '^Page: (.*)') { $sandbox.PageUrl = $Matches[1] }
    } until ($null -eq $line -or $line -like 'Requests *')
    if ($null -eq $line) { Stop-WorkerSandbox $sandbox -Confirm:$false; throw "The sandbox did not start: $($errors.Result.Trim())" }
    # What it writes from now on is read, or it would wait for a reader.
    $process.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null) | Out-Null
    $sandbox
}

<#
.SYNOPSIS
Ends a sandbox.
.DESCRIPTION
Ends a sandbox of Start-WorkerSandbox. One that has ended is no error.
.PARAMETER Sandbox
What Start-WorkerSandbox gave.
.EXAMPLE
Stop-WorkerSandbox $sandbox
#>
function Stop-WorkerSandbox {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, ValueFromPipeline, Position = 0)] [PSTypeName('WorkerSandbox.Sandbox')] $Sandbox)

    process {
        if (-not $PSCmdlet.ShouldProcess("the sandbox at $($Sandbox.RootUrl)", 'Stop')) { return }
        if (-not $Sandbox.Process.HasExited) { $Sandbox.Process.Kill() }
        $Sandbox.Process.WaitForExit()
        if ($Sandbox.Folder -and (Test-Path $Sandbox.Folder)) { Remove-Item $Sandbox.Folder -Recurse -Force }
    }
}

<#
.SYNOPSIS
Lists the scenes.
.DESCRIPTION
Lists the names of the scenes, and what happens in each.
.EXAMPLE
Get-WorkerSandboxScene
#>
function Get-WorkerSandboxScene {
    [CmdletBinding()]
    param()

    $process = Start-Program 'play', '--help'
    $inList = $false
    foreach ($line in $process.StandardOutput.ReadToEnd() -split '\r?\n') {
        if ($inList -and $line -match '^  (\S+)\s+(.*)') { [pscustomobject]@{ Name = $Matches[1]; Summary = $Matches[2] } }
        if ($line -eq 'Scenes:') { $inList = $true }
    }
    $process.WaitForExit()
}

<#
.SYNOPSIS
Tries a runner configuration in a scene.
.DESCRIPTION
Plays a scene against a runner configuration, with a deployment and a cloud on 127.0.0.1 in the place of the real ones, and says what was expected and what happened:
whether a task is given back when the cloud takes the instance away, whether the machine goes on after a reboot, and so on. Get-WorkerSandboxScene lists the scenes.
.PARAMETER Scene
The scene's name, or all for those that can happen to the configuration's provider.
.PARAMETER Config
The runner configuration; by default one of the sandbox's own.
.PARAMETER PoolConfig
A file with the worker pool's workerConfig, JSON.
.PARAMETER Secret
A file with the worker pool's secret, JSON with config and files.
.PARAMETER Runner
The runner that is tried: the path of start-worker, or a program and its arguments, where {config} stands for the configuration's path. By default this PowerShell with
the module WorkerRunner.
.PARAMETER Patience
How long each expectation is waited for.
.EXAMPLE
Invoke-WorkerSandboxScene spot-notice -Config ./runner.yaml
.EXAMPLE
(Invoke-WorkerSandboxScene all -Config ./runner.yaml).IsSuccess | Should -Not -Contain $false
#>
function Invoke-WorkerSandboxScene {
    [CmdletBinding()]
    [OutputType('WorkerSandbox.SceneResult')]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Scene,
        [string] $Config,
        [string] $PoolConfig,
        [string] $Secret,
        [string[]] $Runner,
        [TimeSpan] $Patience = [TimeSpan]::FromMinutes(2)
    )

    $arguments = @('play', $Scene, '--json', '--patience', "$([long]$Patience.TotalMilliseconds)ms")
    if ($Config) { $arguments += '--config', (Resolve-File $Config) }
    if ($PoolConfig) { $arguments += '--pool-config', (Resolve-File $PoolConfig) }
    if ($Secret) { $arguments += '--secret', (Resolve-File $Secret) }
    $process = Start-Program ($arguments + '--' + (Get-RunnerCommand $Runner))
    try {
        $errors = $process.StandardError.ReadToEndAsync()
        $found = $false
        while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
            $found = $true
            $result = ConvertFrom-Json $line
            $result.PSObject.TypeNames.Insert(0, 'WorkerSandbox.SceneResult')
            $result
        }
        $process.WaitForExit()
        if (-not $found) { throw ($errors.Result.Trim() -replace '^sandbox: ') }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill() }
    }
}

<#
.SYNOPSIS
Makes Should -BeSuccessful known to Pester.
.DESCRIPTION
Adds the operator -BeSuccessful to the Should of the Pester that is imported, for results of Invoke-WorkerSandboxScene. Call it in BeforeAll of the outermost block.
.EXAMPLE
BeforeAll { Enable-WorkerSandboxAssertion }
Invoke-WorkerSandboxScene spot-notice -Config ./runner.yaml | Should -BeSuccessful
#>
function Enable-WorkerSandboxAssertion {
    [CmdletBinding()]
    param()

    if (-not (Get-Command Add-ShouldOperator -ErrorAction Ignore)) { throw 'Pester 5 or later is not imported.' }
    if (Get-ShouldOperator | Where-Object Name -eq 'BeSuccessful') { return }
    Add-ShouldOperator -Name BeSuccessful -Test {
        param($ActualValue, [switch] $Negate, [string] $Because)

        $unmet = @($ActualValue.Expectations | Where-Object { -not $_.IsMet })
        $isSuccess = $null -ne $ActualValue.PSObject.Properties['Expectations'] -and $unmet.Count -eq 0
        [pscustomobject]@{
            Succeeded      = $isSuccess -ne $Negate.IsPresent
            FailureMessage = "Expected the scene $($ActualValue.Scene) to go $(if ($Negate) { 'wrong' } else { 'as expected' })$(if ($Because) { ", because $Because" }), but $(@($unmet | ForEach-Object { "$($_.Expected): $($_.Happened)" }) -join '; ')."
        }
    }
}
