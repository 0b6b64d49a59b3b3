import Foundation

/// An answer of APNs (Apple's "Handling notification responses from APNs").
struct APNsAnswer: Sendable, Equatable {
  let status: UInt
  let reason: String?
  /// Milliseconds since 1970: since when a device is known to be gone.
  let timestamp: Int64?
  /// Seconds.
  let retryAfter: Int64?

  private struct Body: Decodable {
    let reason: String?
    let timestamp: Int64?
  }

  init(status: UInt, body: Data, retryAfter: Int64?) {
    let body = try? JSONDecoder().decode(Body.self, from: body)
    self.status = status
    self.retryAfter = retryAfter
    reason = body?.reason
    timestamp = body?.timestamp
  }

  var wantsNewProviderToken: Bool {
    status == 403 && reason == "ExpiredProviderToken"
  }

  var delivery: Delivery {
    switch (status, reason) {
    case (200, _): .delivered
    case (410, _): .dead(since: timestamp)
    case (400, "BadDeviceToken"), (400, "DeviceTokenNotForTopic"): .dead(since: nil)
    // Our own credentials: mended by whoever runs the gateway, and the pushes wait for it.
    case (403, _): .retry(after: Self.credentialsPause)
    case (429, _), (500..., _): .retry(after: retryAfter)
    default: .refused
    }
  }

  /// 5 minutes, in seconds.
  private static let credentialsPause: Int64 = 300
}
