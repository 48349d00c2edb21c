# What record.sh records: each line is shown as somebody types it, and is what runs.
Import-Module $env:MODULE
Set-Location $env:WORK
$ProgressPreference = 'SilentlyContinue'    # a terminal that is only recorded does not say where its cursor is
foreach ($command in @(
        'New-RunnerConfig new.yaml aws dummy'
        'Test-RunnerConfig new.yaml, runner.yaml'
        'Start-WorkerRunner runner.yaml'
    )) {
    Write-Host 'PS> ' -NoNewline
    Start-Sleep -Milliseconds 500
    foreach ($character in $command.ToCharArray()) {
        Write-Host $character -NoNewline
        Start-Sleep -Milliseconds 30
    }
    Write-Host
    & ([scriptblock]::Create($command)) | Out-Host
}
Write-Host 'PS> ' -NoNewline
Start-Sleep -Seconds 2
