<#
.SYNOPSIS
The command of the DSC 3 resource in runner.dsc.resource.json.
.DESCRIPTION
Reads the wanted state as JSON from stdin and writes the actual one to stdout, as JSON in one line. An error is one JSON line on stderr, as DSC
takes it; the exit code is then 1, or 2 where the input cannot be understood.
.PARAMETER Operation
get, test, set or export.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('get', 'test', 'set', 'export')]
    [string] $Operation,

    [Parameter(ValueFromPipeline)]
    [AllowEmptyString()]
    [string[]] $InputText
)

begin {
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $InformationPreference = 'Ignore'
    $WarningPreference = 'SilentlyContinue'
    $lines = [Collections.Generic.List[string]]::new()

    function Exit-WithError([string] $Message, [int] $Code) {
        [Console]::Error.WriteLine((ConvertTo-Json @{ error = $Message } -Compress))
        exit $Code
    }
}

process {
    foreach ($line in $InputText) { $lines.Add($line) }
}

end {
    $wanted = @{}
    try {
        $text = $lines -join "`n"
        if ($text.Trim()) {
            $given = $text | ConvertFrom-Json
            if ($given -isnot [Management.Automation.PSCustomObject]) { throw 'it is a value of another type.' }
            foreach ($property in $given.PSObject.Properties) { $wanted[$property.Name] = $property.Value }
        }
        # What get gives may come back as it is.
        $wanted.Remove('problems')
        $wanted.Remove('_inDesiredState')
    }
    catch { Exit-WithError "The input is not a JSON object: $_" 2 }

    try {
        Import-Module (Join-Path $PSScriptRoot 'WorkerRunnerDsc.psm1') -Verbose:$false
        switch ($Operation) {
            'get' { Get-RunnerState $wanted | ConvertTo-Json -Compress }
            'test' {
                $state = Get-RunnerState $wanted
                $state | Add-Member _inDesiredState (Test-RunnerState $wanted) -PassThru | ConvertTo-Json -Compress
            }
            'set' {
                Set-RunnerState $wanted
                Get-RunnerState $wanted | ConvertTo-Json -Compress
            }
            'export' { Export-RunnerState | ForEach-Object { $_ | ConvertTo-Json -Compress } }
        }
    }
    catch { Exit-WithError "$_" 1 }
}
