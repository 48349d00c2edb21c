@{
    RootModule = if ($PSEdition -eq 'Core') { 'core/WorkerRunner.PowerShell.dll' } else { 'desktop/WorkerRunner.PowerShell.dll' }
    ModuleVersion = '0.1.0'
    GUID = '6f0f4b0e-6c0e-4f0f-9d53-3a0d9c0d1c5e'
    Author = 'The WorkerRunner developers'
    Copyright = 'Copyright The WorkerRunner developers. Licensed under MPL-2.0.'
    Description = 'Starts a Taskcluster worker on a cloud instance or a physical host, looks after it while it runs, and ends it cleanly.'
    PowerShellVersion = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('WorkerRunner.format.ps1xml')
    CmdletsToExport = @(
        'New-RunnerConfig'
        'Get-RunnerConfig'
        'Test-RunnerConfig'
        'Invoke-ProviderRegistration'
        'Get-WorkerSecrets'
        'Set-WorkerConfig'
        'Expand-WorkerFiles'
        'Start-TaskclusterWorker'
        'Get-TaskclusterWorker'
        'Wait-TaskclusterWorker'
        'Stop-TaskclusterWorker'
        'Request-WorkerTermination'
        'Update-WorkerCredential'
        'Receive-WorkerMessage'
        'Receive-WorkerLog'
        'Start-WorkerRunner'
        'Watch-SpotInterruption'
        'Export-WorkerTimeline'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    FileList = @(
        'CHANGELOG.md'
        'LICENSE'
        'THIRD-PARTY-NOTICES.txt'
        'WorkerRunner.format.ps1xml'
        'WorkerRunner.psd1'
        'core/WorkerRunner.PowerShell.dll'
        'core/WorkerRunner.PowerShell.pdb'
        'core/isolated/Microsoft.Bcl.TimeProvider.dll'
        'core/isolated/Polly.Core.dll'
        'core/isolated/System.IO.Hashing.dll'
        'core/isolated/WorkerRunner.dll'
        'core/isolated/WorkerRunner.pdb'
        'core/isolated/YamlDotNet.dll'
        'desktop/Microsoft.Bcl.AsyncInterfaces.dll'
        'desktop/Microsoft.Bcl.TimeProvider.dll'
        'desktop/Polly.Core.dll'
        'desktop/System.Buffers.dll'
        'desktop/System.ComponentModel.Annotations.dll'
        'desktop/System.IO.Hashing.dll'
        'desktop/System.IO.Pipelines.dll'
        'desktop/System.Memory.dll'
        'desktop/System.Numerics.Vectors.dll'
        'desktop/System.Runtime.CompilerServices.Unsafe.dll'
        'desktop/System.Text.Encodings.Web.dll'
        'desktop/System.Text.Json.dll'
        'desktop/System.Threading.Channels.dll'
        'desktop/System.Threading.Tasks.Extensions.dll'
        'desktop/WorkerRunner.PowerShell.dll'
        'desktop/WorkerRunner.PowerShell.pdb'
        'desktop/WorkerRunner.dll'
        'desktop/WorkerRunner.pdb'
        'desktop/YamlDotNet.dll'
        'en-US/WorkerRunner.PowerShell.dll-Help.xml'
        'en-US/about_WorkerRunner.help.txt'
        'icon.png'
        'runner.schema.json'
    )
    PrivateData = @{
        PSData = @{
            Tags = @('Taskcluster', 'worker-runner', 'start-worker', 'generic-worker', 'CI', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
            ProjectUri = 'https://docs.taskcluster.net/docs/reference/workers/worker-runner'
            LicenseUri = 'https://www.mozilla.org/MPL/2.0/'
            ReleaseNotes = 'The first version: workers on AWS, Azure and Google, standalone and static ones, generic-worker as a process or a Windows service, and docker-worker; a run in one cmdlet or step by step; logs to files, JSON and the Windows event log. See CHANGELOG.md in the module.'
        }
    }
}
