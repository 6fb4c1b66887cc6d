/// All that `GET /metrics` tells.
struct MetricsPage {
    let metrics: Metrics
    let load: QueueLoad
    let workers: Int
    let models: [ServedModel]
    let isReady: Bool
    let accessLog: AccessLog?

    func text() -> String {
        var page = PrometheusText()
        writeService(&page)
        writeModels(&page)
        writeRequests(&page)
        writeQueue(&page)
        return page.text
    }

    private func writeService(_ page: inout PrometheusText) {
        let counts = metrics.snapshot
        page.family("model_service_info", .gauge, "Version of the service.")
        page.sample("model_service_info", [("version", serviceVersion)], "1")
        page.single("model_service_ready", .gauge, "Whether the service accepts new requests.", isReady ? 1 : 0)
        let uptime = Int((ContinuousClock.now - metrics.started).components.seconds)
        page.single("model_service_uptime_seconds", .gauge, "Seconds since the start.", uptime)
        page.family("model_service_reloads_total", .counter, "Attempts to load new files.")
        page.sample("model_service_reloads_total", [("result", "done")], String(counts.reloads.done))
        page.sample("model_service_reloads_total", [("result", "refused")], String(counts.reloads.refused))
    }

    private func writeModels(_ page: inout PrometheusText) {
        let counts = metrics.snapshot
        page.family("model_service_model_info", .gauge, "Versions that are loaded, and what they do.")
        for model in models {
            for (deployment, role) in model.versions {
                let labels = deployment.model.labels + [("digest", deployment.model.digest), ("role", role)]
                page.sample("model_service_model_info", labels, "1")
            }
        }
        page.family("model_service_predictions_total", .counter, "Rows answered, by class; none for a regression.")
        for (key, classes) in counts.rows.sorted(by: { $0.key.text < $1.key.text }) {
            for (number, count) in classes.sorted(by: { $0.key < $1.key }) {
                let label = number < 0 ? "none" : String(number)
                page.sample("model_service_predictions_total", key.labels + [("class", label)], String(count))
            }
        }
        let shadows = counts.shadows.sorted { $0.key.text < $1.key.text }
        page.family("model_service_shadow_rows_total", .counter, "Rows that a shadow answered, too.")
        for (key, shadow) in shadows {
            let agreeing = [("agrees", "true", shadow.rows - shadow.differing), ("agrees", "false", shadow.differing)]
            for (name, value, count) in agreeing {
                page.sample("model_service_shadow_rows_total", key.labels + [(name, value)], String(count))
            }
        }
        page.family(
            "model_service_shadow_largest_difference", .gauge,
            "Largest difference of a shadow's value from the one given.")
        for (key, shadow) in shadows {
            page.sample("model_service_shadow_largest_difference", key.labels, "\(shadow.largest)")
        }
    }

    private func writeRequests(_ page: inout PrometheusText) {
        let counts = metrics.snapshot
        page.single(
            "model_service_requests_in_progress", .gauge, "Requests being answered.", counts.requestsInProgress)
        page.family("model_service_requests_total", .counter, "Requests answered.")
        for (key, count) in counts.requests.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let labels = [("route", key.route), ("method", key.method), ("status", String(key.status))]
            page.sample("model_service_requests_total", labels, String(count))
        }
        if let accessLog {
            page.single(
                "model_service_access_log_dropped_total", .counter, "Lines of the access log that were not written.",
                accessLog.dropped)
        }
        page.family("model_service_request_seconds", .histogram, "Time from a request's head to its answer.")
        for (route, histogram) in counts.durations.sorted(by: { $0.key < $1.key }) {
            page.histogram("model_service_request_seconds", [("route", route)], histogram)
        }
    }

    private func writeQueue(_ page: inout PrometheusText) {
        page.single("model_service_workers", .gauge, "Maximum number of jobs worked on at once.", workers)
        page.single("model_service_queue_capacity", .gauge, "Maximum number of waiting jobs.", load.capacity)
        page.single("model_service_queue_waiting", .gauge, "Jobs waiting for a worker.", load.waiting)
        page.single("model_service_queue_running", .gauge, "Jobs being worked on.", load.running)
        page.single("model_service_jobs_accepted_total", .counter, "Jobs accepted into the queue.", load.accepted)
        page.single(
            "model_service_jobs_refused_total", .counter, "Jobs refused because the queue was full.", load.refused)
        page.single("model_service_jobs_redelivered_total", .counter, "Second and later deliveries.", load.redelivered)
        page.family("model_service_jobs_ended_total", .counter, "Finished jobs, by result.")
        page.sample("model_service_jobs_ended_total", [("result", "answered")], String(load.answered))
        page.sample("model_service_jobs_ended_total", [("result", "failed")], String(load.failed))
    }
}

extension VersionKey {
    fileprivate var labels: [(String, String)] { [("model", model), ("model_version", version)] }
    fileprivate var text: String { "\(model) \(version)" }
}

extension LoadedModel {
    fileprivate var labels: [(String, String)] { VersionKey(model: name, version: version).labels }
}
