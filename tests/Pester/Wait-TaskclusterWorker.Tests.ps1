Describe 'Wait-TaskclusterWorker' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        function Start-Scripted($Name, $Step) {
            Get-RunnerConfig (New-ScriptedConfig $sandbox $Name $Step) | Invoke-ProviderRegistration | Get-WorkerSecrets | Start-TaskclusterWorker
        }
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'gives how the worker ended' {
        $exit = Start-Scripted 'ends.yaml' $Hello, @{ exit = 0 } | Wait-TaskclusterWorker
        $exit.ExitCode | Should -Be 0
        $exit.Succeeded | Should -BeTrue
        $exit.SaidHello | Should -BeTrue
        $exit.Duration | Should -BeGreaterThan ([TimeSpan]::Zero)
        $exit | ConvertTo-Json | ConvertFrom-Json | ForEach-Object ExitCode | Should -Be 0
    }

    It 'passes on what the worker says' {
        $session = Start-Scripted 'says.yaml' $Hello, @{ print = 'plain' }, @{ log = @{ textPayload = 'structured'; runId = 7 } }, @{ exit = 0 }
        $null = $session | Wait-TaskclusterWorker -InformationVariable said
        $lines = $said.MessageData | Where-Object Source -EQ Worker
        $lines.Message | Should -Be 'plain', 'structured; runId: 7'
        $lines[1].Body.runId | Should -Be 7
    }

    It 'gives up when the time is over, and the worker goes on' {
        $session = Start-Scripted 'waits.yaml' $Hello, $AwaitTermination
        { $session | Wait-TaskclusterWorker -Timeout 0 -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimedOut*'
        $session.HasEnded | Should -BeFalse
        ($session | Stop-TaskclusterWorker).ExitCode | Should -Be 0
    }

    It 'makes a failure an error that carries the exit' {
        $session = Start-Scripted 'fails.yaml' $Hello, @{ exit = 69 }
        $thrown = { $session | Wait-TaskclusterWorker -ErrorAction Stop } | Should -Throw -ErrorId 'WorkerFailed*' -PassThru
        $thrown.TargetObject.ExitCode | Should -Be 69
    }
}
