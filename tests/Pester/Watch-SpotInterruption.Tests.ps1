Describe 'Watch-SpotInterruption' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox -Cloud google
        $before = $env:GCE_METADATA_HOST
        $env:GCE_METADATA_HOST = ([uri] $sandbox.MetadataUrl).Authority
    }

    AfterAll {
        $env:GCE_METADATA_HOST = $before
        Stop-Sandbox $sandbox
    }

    It 'gives nothing while nothing is announced' {
        Watch-SpotInterruption -ProviderType google -Once | Should -BeNullOrEmpty
    }

    It 'gives an object for an announced interruption' {
        $sandbox.Process.StandardInput.WriteLine('preempt')
        $interruption = Watch-SpotInterruption google -Timeout 30 | Select-Object -First 1
        $interruption.Provider | Should -Be 'google'
        $interruption.Action | Should -Be 'terminate'
        $interruption.Deadline | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        $interruption | ConvertTo-Json | ConvertFrom-Json | ForEach-Object Kind | Should -Be 'preempted'
    }

    It 'refuses a cloud that it does not know' {
        { Watch-SpotInterruption -ProviderType nowhere } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}
