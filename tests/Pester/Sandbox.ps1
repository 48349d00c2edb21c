# What the specs share: dot-source it in BeforeAll. It imports the staged module and can start a sandbox, a Taskcluster on loopback.
# Build src/WorkerRunner.PowerShell and src/Sandbox before (build.ps1 does).

$Repository = (Resolve-Path (Join-Path $PSScriptRoot '../..')).ProviderPath
Import-Module (Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1') -Force

# Nobody else's runners are found by the specs, and theirs by nobody else.
if (-not $env:WORKER_RUNNER_SOCKETS) { $env:WORKER_RUNNER_SOCKETS = Join-Path ([IO.Path]::GetTempPath()) "wr-p-$PID" }

# This PowerShell, in a process of its own. As a tool of the .NET SDK it is run by dotnet.
function Invoke-PowerShell {
    $program = (Get-Process -Id $PID).Path
    $first = @(if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
    $input | & $program @first -NoProfile -NonInteractive @args
}

# A sandbox process: Config is the path of the runner configuration of a static worker, ready to register there.
function Start-Sandbox {
    param([string[]] $Fault = @(), [string] $Cloud)
    $builds = 'Release', 'Debug' | ForEach-Object { Join-Path $Repository "src/Sandbox/bin/$_/net10.0/WorkerRunner.Sandbox.dll" }
    $program = Get-Item $builds -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw 'Build src/Sandbox first: dotnet build src/Sandbox' }
    $folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "WorkerRunner.Pester.$([guid]::NewGuid())")
    $config = Join-Path $folder.FullName 'runner.yaml'

    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardInput = $true
    $arguments = @($program.FullName, '--port', '0', '--config-out', $config) + @($Fault | ForEach-Object { '--fault', $_ })
    if ($Cloud) { $arguments += '--cloud', $Cloud }
    $start.Arguments = ($arguments | ForEach-Object { '"{0}"' -f $_ }) -join ' '
    $process = [Diagnostics.Process]::Start($start)

    $sandbox = [pscustomobject]@{ Process = $process; Folder = $folder.FullName; Config = $config; RootUrl = $null; MetadataUrl = $null }
    do {
        $line = $process.StandardOutput.ReadLine()
        if ($line -match '^Taskcluster root URL: (.*)') { $sandbox.RootUrl = $Matches[1] }
    } until ($null -eq $line -or $line -like 'Requests*')
    if ($null -eq $line) { throw 'The sandbox did not start.' }
    # The worker's configuration goes beside the runner's, so that two sandboxes never share one.
    if ([IO.File]::ReadAllText($config) -match 'metadataURL: (.*)') { $sandbox.MetadataUrl = $Matches[1].Trim("'`"") }
    $yaml = [IO.File]::ReadAllText($config) -replace "configPath: .*", "configPath: '$(Join-Path $folder.FullName 'worker.json')'"
    [IO.File]::WriteAllText($config, $yaml)
    $sandbox
}

# The requests that reached the sandbox since the last call, as lines such as '12:00:00.000 POST /api/... 200 -'.
function Get-SandboxRequest {
    param($Sandbox)
    $mark = "/mark-$([guid]::NewGuid())"
    try { $null = Invoke-WebRequest "$($Sandbox.RootUrl)$mark" -UseBasicParsing } catch { $null = $_ } # It is not found, but it is seen.
    while (($line = $Sandbox.Process.StandardOutput.ReadLine()) -notlike "*$mark*") { $line }
}

function Stop-Sandbox {
    param($Sandbox)
    if (-not $Sandbox) { return }
    if (-not $Sandbox.Process.HasExited) { $Sandbox.Process.Kill() }
    $Sandbox.Process.WaitForExit()
    Remove-Item -LiteralPath $Sandbox.Folder -Recurse -Force
}

# A further runner configuration beside the sandbox's own: its text, with something replaced, and more at its end.
function Copy-SandboxConfig {
    param($Sandbox, [string] $Name, [hashtable] $Replace = @{}, [string] $Add = '')
    $yaml = [IO.File]::ReadAllText($Sandbox.Config)
    foreach ($key in $Replace.Keys) { $yaml = $yaml -replace $key, $Replace[$key] }
    $path = Join-Path $Sandbox.Folder $Name
    $null = New-Item -ItemType Directory -Force (Split-Path $path)
    # A copy keeps the permissions, which are the owner's alone.
    Copy-Item -LiteralPath $Sandbox.Config -Destination $path
    [IO.File]::WriteAllText($path, "$yaml`n$Add`n")
    $path
}

# A runner configuration whose worker does what the steps say; see src/ScriptedWorker.
function New-ScriptedConfig {
    param($Sandbox, [string] $Name, [object[]] $Step, [string] $Add = '')
    $script = ConvertTo-Json -InputObject @($Step) -Depth 9 -Compress
    Copy-SandboxConfig $Sandbox $Name -Add "workerConfig:`n  script: $script`n$Add"
}

# The live session of a worker that does what the steps say.
function Start-ScriptedSession {
    param($Sandbox, [object[]] $Step)
    Get-RunnerConfig (New-ScriptedConfig $Sandbox 'live.yaml' $Step) | Invoke-ProviderRegistration | Get-WorkerSecrets | Start-TaskclusterWorker
}

$Hello = @{ hello = 'log', 'error-report', 'shutdown', 'graceful-termination', 'new-credentials' }
$AwaitTermination = @{ await = 'graceful-termination' }
