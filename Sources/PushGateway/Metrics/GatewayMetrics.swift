import CoreMetrics

/// What the gateway counts. Nothing in here tells an account, a device or an address from another.
struct GatewayMetrics: Sendable {
  private let factory: any MetricsFactory

  init(factory: any MetricsFactory) {
    self.factory = factory
  }

  /// A push that was handed in.
  func admitted(_ admission: Admission, from source: String) {
    count("pawl_gateway_pushes_total", [("source", source), ("outcome", "\(admission)")])
  }

  /// A request that was one too many.
  func limited(_ limit: String) {
    count("pawl_gateway_limited_total", [("limit", limit)])
  }

  /// An answer to a request.
  func responded(status: Int) {
    count("pawl_gateway_responses_total", [("status", String(status))])
  }

  /// An attempt to send.
  func delivered(_ delivery: Delivery, _ kind: DeviceKind, in duration: Duration) {
    let outcome =
      switch delivery {
      case .delivered: "delivered"
      case .retry: "retry"
      case .dead: "dead"
      case .refused: "refused"
      }
    count("pawl_gateway_deliveries_total", [("kind", kind.rawValue), ("outcome", outcome)])
    let timer = Timer(label: "pawl_gateway_delivery_seconds", dimensions: [("kind", kind.rawValue)], factory: factory)
    let parts = duration.components
    timer.recordNanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
  }

  func queueLength(_ length: Int) {
    Gauge(label: "pawl_gateway_queue_length", dimensions: [], factory: factory).record(length)
  }

  func componentIsOnline(_ isOnline: Bool) {
    Gauge(label: "pawl_gateway_component_online", dimensions: [], factory: factory).record(isOnline ? 1 : 0)
  }

  private func count(_ label: String, _ dimensions: [(String, String)]) {
    Counter(label: label, dimensions: dimensions, factory: factory).increment()
  }
}
