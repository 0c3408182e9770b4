extension ExperimentReport {
    /// The report as the files people and programs read.
    var files: ReportFiles {
        ReportFiles(
            self,
            look: ReportFiles.Page(
                title: "Tombolo experiment", file: "index.html",
                styles: [PackageResources.experiment_css], body: PackageResources.experiment_html,
                scripts: [PackageResources.experiment_js]))
    }
}
