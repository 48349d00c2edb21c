@{
    RootModule = if ($PSEdition -eq 'Core') { 'core/WorkerRunner.PowerShell.dll' } else { 'desktop/WorkerRunner.PowerShell.dll' }
    ModuleVersion = '0.1.0'
    GUID = '6f0f4b0e-6c0e-4f0f-9d53-3a0d9c0d1c5e'
    Author = 'The WorkerRunner developers'
    Copyright = 'Copyright The WorkerRunner developers. Licensed under MPL-2.0.'
    Description = 'Brings a Taskcluster worker to life on a cloud instance or a physical host, keeps it supplied while it runs, and ends it cleanly.'
    PowerShellVersion = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('WorkerRunner.format.ps1xml')
    CmdletsToExport = @(
        'Get-RunnerConfig'
        'Test-RunnerConfig'
        'Invoke-ProviderRegistration'
        'Get-WorkerSecrets'
        'Set-WorkerConfig'
        'Expand-WorkerFiles'
        'Start-TaskclusterWorker'
        'Wait-TaskclusterWorker'
        'Stop-TaskclusterWorker'
        'Request-WorkerTermination'
        'Update-WorkerCredential'
        'Receive-WorkerMessage'
        'Start-WorkerRunner'
        'Watch-SpotInterruption'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('Taskcluster', 'worker-runner', 'start-worker', 'generic-worker', 'CI')
            LicenseUri = 'https://www.mozilla.org/MPL/2.0/'
        }
    }
}
