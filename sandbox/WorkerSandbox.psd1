@{
    RootModule        = 'WorkerSandbox.psm1'
    ModuleVersion     = '0.1.0'
    GUID              = '5c1f2b7e-63a5-4f0f-9c56-0a0e8a4d6f51'
    Author            = 'The WorkerRunner developers'
    CompanyName       = 'The WorkerRunner developers'
    Copyright         = 'Copyright The WorkerRunner developers'
    Description       = 'A Taskcluster deployment and three clouds on loopback, and scenes that try a runner configuration in them. For whoever builds images for workers; no part of what runs in production. Needs the ASP.NET Core runtime 10.'
    PowerShellVersion = '5.1'
    FormatsToProcess  = 'WorkerSandbox.Format.ps1xml'
    FunctionsToExport = 'Start-WorkerSandbox', 'Stop-WorkerSandbox', 'Get-WorkerSandboxScene', 'Invoke-WorkerSandboxScene', 'Enable-WorkerSandboxAssertion'
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
    PrivateData       = @{ PSData = @{ Tags = 'Taskcluster', 'worker-runner', 'testing', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS' } }
}
