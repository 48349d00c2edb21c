Describe 'Export-WorkerTimeline' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sandbox.ps1')
        $sandbox = Start-Sandbox
        $path = New-ScriptedConfig $sandbox 'static.yaml' $Hello, @{ exit = 0 }
        $exit = Start-WorkerRunner $path -InformationAction Ignore
        $file = Join-Path $sandbox.Folder 'boot.svg'
    }

    AfterAll { Stop-Sandbox $sandbox }

    It 'a run has its steps and requests, with their times' {
        $exit.Timeline.Steps.Step | Should -Be 'Configuration', 'Registration', 'Secrets', 'Files', 'Starting', 'WaitingForHello', 'Running', 'Ending'
        $exit.Timeline.Steps.Outcome | Should -Not -Contain 'Failed'
        $exit.Timeline.Steps[1].Requests.Name | Should -Be 'worker-manager.registerWorker'
        $exit.Timeline.StartSeconds | Should -BeGreaterThan 0
    }

    It 'shows a waterfall of 80 columns' {
        $shown = $exit.Timeline | Out-String -Width 80
        $shown | Should -Match '(?m)^registration +\| *=+ *\| \d'
        $shown | Should -Match '(?m)^  worker-manager.registerWorker +\| *-+ *\| \d'
        ($exit.Timeline.ToString() -split "`n").Length | Should -BeLessOrEqual 80
    }

    It 'draws a picture, and a page with it' {
        $exit | Export-WorkerTimeline $file -PassThru | Should -BeOfType System.IO.FileInfo
        ([xml](Get-Content $file -Raw)).svg.text.InnerText -join "`n" | Should -Match 'Start of .*static-worker-1'
        $exit.Timeline | Export-WorkerTimeline ([IO.Path]::ChangeExtension($file, 'html')) | Should -BeNullOrEmpty
        [IO.Path]::ChangeExtension($file, 'html') | Should -FileContentMatch '</html>'
    }

    It 'replaces a file with -Force only, and writes nothing with -WhatIf' {
        { $exit | Export-WorkerTimeline $file -ErrorAction Stop } | Should -Throw -ErrorId 'TimelineExists*'
        $exit | Export-WorkerTimeline $file -Force
        $exit | Export-WorkerTimeline (Join-Path $sandbox.Folder 'none.svg') -WhatIf
        Join-Path $sandbox.Folder 'none.svg' | Should -Not -Exist
        { $exit | Export-WorkerTimeline (Join-Path $sandbox.Folder 'no/folder.svg') -ErrorAction Stop } | Should -Throw -ErrorId 'TimelineNotWritten*'
        { $exit | Export-WorkerTimeline (Join-Path $sandbox.Folder 'boot.png') } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'goes on from cmdlet to cmdlet at a prompt' {
        $run = Get-RunnerConfig $path | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles
        $run.Timeline.Steps.Step | Should -Be 'Registration', 'Secrets', 'Files'
        $session = $run | Start-TaskclusterWorker
        $null = $session | Wait-TaskclusterWorker
        $session.Timeline.Steps.Step | Select-Object -First 4 | Should -Be 'Registration', 'Secrets', 'Files', 'Starting'
        $session | Export-WorkerTimeline $file -Force
    }

    It 'an error has the timeline up to it; one that is none of a run is refused' {
        try { Start-WorkerRunner (Join-Path $sandbox.Folder 'missing.yaml') } catch { $failure = $_ }
        $failure | Export-WorkerTimeline $file -Force
        $file | Should -FileContentMatch 'configuration'
        try { throw 'something else' } catch { $other = $_ }
        { $other | Export-WorkerTimeline $file -Force -ErrorAction Stop } | Should -Throw '*no timeline*'
    }
}
