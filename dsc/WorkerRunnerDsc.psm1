# The DSC resource of a machine that runs a Taskcluster worker. The functions are what both of its forms use: the class below, for DSC of Windows
# PowerShell 5.1 (and, by its adapters, for DSC 3), and Invoke-Resource.ps1, the command of the DSC 3 resource in runner.dsc.resource.json.

# A module of classes is loaded by DSC without its preferences.
$ErrorActionPreference = 'Stop'

function Test-Windows { [Environment]::OSVersion.Platform -eq 'Win32NT' }

function Get-DefaultConfigPath {
    if (Test-Windows) { "$env:ProgramData\WorkerRunner\runner.yaml" } else { '/etc/worker-runner/runner.yml' }
}

# The properties with what they are where nobody gives them.
function Resolve-Property {
    param([hashtable] $Property)

    $onWindows = Test-Windows
    $all = @{
        configPath = Get-DefaultConfigPath
        source     = ''
        startedBy  = if ($onWindows) { 'task' } else { 'service' }
        name       = if ($onWindows) { 'WorkerRunner' } else { 'start-worker' }
        running    = $true
        _exist     = $true
    }
    foreach ($key in @($Property.Keys)) {
        if (-not $all.ContainsKey($key)) { throw "There is no property ""$key"". The properties are $($all.Keys -join ', ')." }
        if ($null -ne $Property[$key] -and $Property[$key] -isnot [string] -or $Property[$key]) { $all[$key] = $Property[$key] }
    }
    if ($all.startedBy -notin 'task', 'service') { throw "startedBy is ""$($all.startedBy)""; it must be task or service." }
    if ($all.startedBy -eq 'task' -and -not $onWindows) { throw 'startedBy "task" works on Windows only; use service here.' }
    $all
}

# Calls systemctl; what it says is an error where it fails.
function Invoke-Systemctl {
    $said = & systemctl @args 2>&1
    if ($LASTEXITCODE -ne 0) { throw "systemctl $args ended with exit code ${LASTEXITCODE}: $said" }
    $said
}

# What starts the runner: absent, stopped or running.
function Get-StarterState {
    param([string] $StartedBy, [string] $Name)

    if ($StartedBy -eq 'task') {
        $task = Get-ScheduledTask -TaskName $Name -ErrorAction SilentlyContinue
        if (-not $task) { return 'absent' }
        if ("$($task.State)" -eq 'Running') { return 'running' }
        return 'stopped'
    }
    if (Test-Windows) {
        $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
        if (-not $service) { return 'absent' }
        if ("$($service.Status)" -in 'Running', 'StartPending') { return 'running' }
        return 'stopped'
    }
    $unit = "$(Invoke-Systemctl show --property=LoadState,ActiveState "$Name.service")"
    if ($unit -notmatch 'LoadState=(loaded|masked)') { return 'absent' }
    if ($unit -match 'ActiveState=(active|activating|reloading)') { return 'running' }
    'stopped'
}

# Puts the configuration in its place: private from its beginning, and only when it can be used.
function Install-Config {
    param([string] $Source, [string] $Path)

    $folder = Split-Path $Path
    $new = "$Path.new"
    if (Test-Windows) {
        if (-not (Test-Path -LiteralPath $folder)) {
            $null = New-Item -ItemType Directory -Path $folder
            Invoke-IcaclsTool $folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F'
        }
        Copy-Item -LiteralPath $Source -Destination $new -Force
        Invoke-IcaclsTool $new /setowner '*S-1-5-32-544'
        Invoke-IcaclsTool $new /inheritance:r /grant:r '*S-1-5-18:F' '*S-1-5-32-544:F'
    }
    else {
        $null = [IO.Directory]::CreateDirectory($folder)
        Remove-Item -LiteralPath $new -Force -ErrorAction Ignore
        $private = [IO.FileStreamOptions] @{ Mode = 'CreateNew'; Access = 'Write'; UnixCreateMode = 'UserRead, UserWrite' }
        $file = [IO.FileStream]::new($new, $private)
        try {
            $content = [IO.File]::ReadAllBytes($Source)
            $file.Write($content, 0, $content.Length)
        }
        finally { $file.Dispose() }
    }
    try {
        $problems = @(Get-ConfigProblem $new)
        if ($problems) { throw "The runner configuration $Source cannot be used: $($problems -join ' ')" }
        Move-Item -LiteralPath $new -Destination $Path -Force
    }
    finally { Remove-Item -LiteralPath $new -Force -ErrorAction Ignore }
}

function Invoke-IcaclsTool {
    $said = & icacls.exe @args
    if ($LASTEXITCODE -ne 0) { throw "icacls $args ended with exit code ${LASTEXITCODE}: $said" }
}

# What keeps a run from using the configuration, a text each.
function Get-ConfigProblem {
    param([string] $Path)

    if (-not (Test-Path -LiteralPath $Path)) { return }
    Import-Module WorkerRunner -Verbose:$false
    Test-RunnerConfig -LiteralPath $Path -InformationAction Ignore | Where-Object Severity -EQ Error | ForEach-Object { "$_" }
}

# The task runs Start-Runner.ps1, a copy beside the configuration.
function Register-Runner {
    param([string] $Name, [string] $ConfigPath)

    $script = Join-Path (Split-Path $ConfigPath) 'Start-Runner.ps1'
    Copy-Item -LiteralPath (Join-Path $PSScriptRoot 'Start-Runner.ps1') -Destination $script -Force
    $task = [xml] (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'WorkerRunner.task.xml') -Raw)
    $run = $task.Task.Actions.Exec
    $run.Arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ""$script"" -Config ""$ConfigPath"" -Restart"
    $run.WorkingDirectory = Split-Path $ConfigPath
    $null = Register-ScheduledTask -TaskName $Name -Xml $task.OuterXml
}

function Invoke-Start {
    param([string] $StartedBy, [string] $Name)

    if ($StartedBy -eq 'task') { Start-ScheduledTask -TaskName $Name }
    elseif (Test-Windows) { Start-Service -Name $Name }
    else { $null = Invoke-Systemctl enable --now "$Name.service" }
}

function Invoke-Stop {
    param([string] $StartedBy, [string] $Name)

    if ($StartedBy -eq 'task') { Stop-ScheduledTask -TaskName $Name }
    elseif (Test-Windows) { Stop-Service -Name $Name }
    else { $null = Invoke-Systemctl disable --now "$Name.service" }
}

function Get-RunnerState {
    <#
    .SYNOPSIS
    Tells how the machine is, as an object with the resource's properties.
    .PARAMETER Property
    configPath, startedBy and name say what is looked at.
    #>
    param([hashtable] $Property = @{})

    $wanted = Resolve-Property $Property
    $state = Get-StarterState $wanted.startedBy $wanted.name
    [pscustomobject][ordered] @{
        configPath = $wanted.configPath
        startedBy  = $wanted.startedBy
        name       = $wanted.name
        running    = $state -eq 'running'
        problems   = @(Get-ConfigProblem $wanted.configPath)
        _exist     = $state -ne 'absent' -and (Test-Path -LiteralPath $wanted.configPath)
    }
}

function Test-RunnerState {
    <#
    .SYNOPSIS
    Tells whether the machine is as it should be.
    .PARAMETER Property
    How it should be.
    #>
    param([hashtable] $Property = @{})

    $wanted = Resolve-Property $Property
    $state = Get-RunnerState $Property
    if (-not $wanted._exist) { return -not $state._exist -and -not $state.running }
    $state._exist -and $state.running -eq $wanted.running -and -not $state.problems -and (Test-Content $wanted)
}

# Whether the configuration is what its source says.
function Test-Content {
    param([hashtable] $Wanted)

    -not $Wanted.source -or
        ((Test-Path -LiteralPath $Wanted.configPath) -and (Get-FileHash -LiteralPath $Wanted.source).Hash -eq (Get-FileHash -LiteralPath $Wanted.configPath).Hash)
}

function Set-RunnerState {
    <#
    .SYNOPSIS
    Brings the machine into the state that it should be in. What is as it should be is left alone.
    .PARAMETER Property
    How it should be.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([hashtable] $Property = @{})

    $wanted = Resolve-Property $Property
    if (-not $PSCmdlet.ShouldProcess("$($wanted.configPath) and $($wanted.startedBy) $($wanted.name)", 'bring into the desired state')) { return }
    $state = Get-StarterState $wanted.startedBy $wanted.name
    if (-not $wanted._exist) {
        if ($state -eq 'running') { Invoke-Stop $wanted.startedBy $wanted.name }
        if ($state -ne 'absent' -and $wanted.startedBy -eq 'task') { Unregister-ScheduledTask -TaskName $wanted.name -Confirm:$false }
        if (Test-Path -LiteralPath $wanted.configPath) { Remove-Item -LiteralPath $wanted.configPath }
        return
    }

    if (-not (Test-Content $wanted)) { Install-Config $wanted.source $wanted.configPath }
    if (-not (Test-Path -LiteralPath $wanted.configPath)) { throw "There is no runner configuration at $($wanted.configPath). Set the property source to one." }
    $problems = @(Get-ConfigProblem $wanted.configPath)
    if ($problems) { throw "The runner configuration $($wanted.configPath) cannot be used: $($problems -join ' ')" }
    if ($state -eq 'absent') {
        if ($wanted.startedBy -eq 'service') { throw "There is no service $($wanted.name). Install it first; docs/unattended has examples." }
        Register-Runner $wanted.name $wanted.configPath
        $state = 'stopped'
    }
    if ($wanted.running -and $state -ne 'running') { Invoke-Start $wanted.startedBy $wanted.name }
    if (-not $wanted.running -and $state -eq 'running') { Invoke-Stop $wanted.startedBy $wanted.name }
}

function Export-RunnerState {
    <#
    .SYNOPSIS
    Tells the runner that is found where it is by default, if there is one.
    #>
    param()

    $state = Get-RunnerState
    if ($state._exist) { $state }
}

enum Ensure {
    Absent
    Present
}

[DscResource()]
class TaskclusterRunner {
    # The runner configuration: its place on the machine.
    [DscProperty(Key)]
    [string] $ConfigPath

    # A file on the machine with the content that it has to have.
    [DscProperty()]
    [string] $Source

    # What starts the runner: task or service; a task by default on Windows.
    [DscProperty()]
    [string] $StartedBy

    # The name of the task or service; WorkerRunner by default.
    [DscProperty()]
    [string] $Name

    # Whether it runs.
    [DscProperty()]
    [bool] $Running = $true

    [DscProperty()]
    [Ensure] $Ensure = [Ensure]::Present

    # What keeps a run from using the configuration.
    [DscProperty(NotConfigurable)]
    [string[]] $Problems

    [TaskclusterRunner] Get() {
        $state = Get-RunnerState $this.Wanted()
        return [TaskclusterRunner]::Of($state, $this.Source)
    }

    [bool] Test() {
        return Test-RunnerState $this.Wanted()
    }

    [void] Set() {
        Set-RunnerState $this.Wanted()
    }

    static [TaskclusterRunner[]] Export() {
        return @(Export-RunnerState | ForEach-Object { [TaskclusterRunner]::Of($_, '') })
    }

    hidden [hashtable] Wanted() {
        return @{
            configPath = $this.ConfigPath
            source     = $this.Source
            startedBy  = $this.StartedBy
            name       = $this.Name
            running    = $this.Running
            _exist     = $this.Ensure -eq [Ensure]::Present
        }
    }

    hidden static [TaskclusterRunner] Of([object] $State, [string] $Source) {
        $runner = [TaskclusterRunner]::new()
        $runner.ConfigPath = $State.configPath
        $runner.Source = $Source
        $runner.StartedBy = $State.startedBy
        $runner.Name = $State.name
        $runner.Running = $State.running
        $runner.Problems = $State.problems
        $runner.Ensure = if ($State._exist) { [Ensure]::Present } else { [Ensure]::Absent }
        return $runner
    }
}
