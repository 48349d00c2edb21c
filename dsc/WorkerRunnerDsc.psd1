@{
    RootModule = 'WorkerRunnerDsc.psm1'
    ModuleVersion = '0.1.0'
    GUID = '0f1c3f0a-5a0d-4b58-9f0c-2f7a2f1b7d11'
    Author = 'The WorkerRunner developers'
    Copyright = 'Copyright The WorkerRunner developers. Licensed under MPL-2.0.'
    Description = 'DSC resources for a machine that runs a Taskcluster worker: its runner configuration exists and is valid, and the task or service that starts the runner exists and is running. Needs the module WorkerRunner.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @('Get-RunnerState', 'Set-RunnerState', 'Test-RunnerState', 'Export-RunnerState')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    DscResourcesToExport = @('TaskclusterRunner')
    PrivateData = @{
        PSData = @{
            Tags = @('DSC', 'DSCResource', 'Taskcluster', 'worker-runner', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
            ProjectUri = 'https://docs.taskcluster.net/docs/reference/workers/worker-runner'
            LicenseUri = 'https://www.mozilla.org/MPL/2.0/'
        }
    }
}
