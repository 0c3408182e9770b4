extension FleetSimulationReport {
    /// The report as the files people and programs read.
    var files: ReportFiles {
        ReportFiles(
            self,
            look: ReportFiles.Page(
                title: "Tombolo fleet", file: "results.html", styles: [PackageResources.fleet_css],
                body: PackageResources.fleet_html,
                scripts: [
                    PackageResources.fleet_js, PackageResources.fleet_plots_js,
                    PackageResources.fleet_timeline_js,
                ]))
    }
}
