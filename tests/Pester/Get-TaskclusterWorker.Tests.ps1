Describe 'Get-TaskclusterWorker' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox

        # A PowerShell process that runs a worker to its end; its first line is its process ID.
        function Start-OtherRunner {
            param([object[]] $Step)
            $config = New-ScriptedConfig $sandbox 'other.yaml' (@($Hello, @{ print = 'one' }, @{ print = 'two' }) + $Step)
            $manifest = Join-Path $Repository 'out/WorkerRunner/WorkerRunner.psd1'
            $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
            $first = if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { """$(Join-Path $PSHOME 'pwsh.dll')"" " }
            $start.Arguments = "$first-NoProfile -NonInteractive -Command ""Import-Module '$manifest'; Start-WorkerRunner '$config'"""
            $start.UseShellExecute = $false
            $start.RedirectStandardOutput = $true
            $process = [Diagnostics.Process]::Start($start)
            while (($line = $process.StandardOutput.ReadLine()) -notlike '*two*') { if ($null -eq $line) { throw 'The other runner has ended.' } }
            $null = $process.StandardOutput.ReadToEndAsync()
            $process
        }
    }

    AfterEach {
        if ($other -and -not $other.HasExited) { $other.Kill() }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'shows a runner of another process, and drains it' {
        $other = Start-OtherRunner $AwaitTermination, @{ echoReceived = @{} }, @{ exit = 0 }
        $seen = Get-TaskclusterWorker $other.Id
        $seen.ProcessId | Should -Be $other.Id
        $seen.Stage | Should -Be 'Running'
        $seen.Capabilities | Should -Contain 'graceful-termination'
        $exit = $seen | Request-WorkerTermination -FinishTasks -Wait -InformationVariable said -InformationAction Ignore
        $exit.StopRequested | Should -BeTrue
        $other.WaitForExit(60000) | Should -BeTrue
        $other.ExitCode | Should -Be 0
        Get-TaskclusterWorker | Where-Object ProcessId -eq $other.Id | Should -BeNullOrEmpty
    }

    It 'gives what the cmdlets for sessions take' {
        $other = Start-OtherRunner $AwaitTermination, @{ exit = 72 }
        $seen = Get-TaskclusterWorker | Where-Object ProcessId -eq $other.Id
        ($seen | Receive-WorkerLog).Message | Should -Contain 'two'
        ($seen | Receive-WorkerLog -Tail 1).Message | Should -HaveCount 1
        ($seen | Receive-WorkerMessage).Type | Should -Contain 'hello'
        { $seen | Wait-TaskclusterWorker -Timeout 0 -InformationAction Ignore -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimedOut*'
        ($seen | Update-WorkerCredential -PassThru).Renewals | Should -Be 1
        ($seen | Stop-TaskclusterWorker).ExitCode | Should -Be 72
    }

    It 'is shown as a table, as a list and as JSON without secrets' {
        $other = Start-OtherRunner $AwaitTermination
        $seen = Get-TaskclusterWorker $other.Id
        ($seen | Out-String -Width 80) | Should -Match "$($other.Id) +Running +0[.]00:"
        ($seen | Format-List | Out-String) | Should -Match 'NextRenewal +: \d{4}-'
        $json = $seen | ConvertTo-Json -Depth 6
        ($json | ConvertFrom-Json).Id | Should -Be "$($other.Id)"
        $properties = 'Account Attempt Capabilities Command Config CredentialsExpire ErrorReports Id Implementation Interruptions LastLine LastOutput LogLines NextRenewal ' +
        'ProcessId Provider Renewals Retries RootUrl Stage StageSince StartedAt Timeline Uptime Version WaitingFor Worker WorkerGroup WorkerId WorkerPoolId WorkerStartedAt'
        ($json | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object | Should -Be ($properties -split ' ')
        $json + ($seen | Format-List | Out-String) | Should -Not -Match 'StaticSecret'
        $json.Length | Should -BeLessThan 6000
        $null = $seen | Stop-TaskclusterWorker -Force
    }

    It 'says that a runner is not there' {
        { Get-TaskclusterWorker 4194303 -ErrorAction Stop } | Should -Throw -ErrorId 'RunnerNotReached*'
    }
}
