package import PushTokens

/// Where this device is registered for push. Its credential prints as nothing.
package struct PushAccount: Sendable, Equatable {
  /// The messages resource that contacts post our tokens to.
  package var endpoint: PushEndpoint
  /// The account at the gateway's REST API; `nil` for an app that fetches tokens in its own way.
  package var gateway: GatewayAccount?
  /// The push service of XEP-0357, and the node that stands for this device there; `nil` for a gateway without one.
  package var service: PushService?

  package init(endpoint: PushEndpoint, gateway: GatewayAccount?, service: PushService?) {
    self.endpoint = endpoint
    self.gateway = gateway
    self.service = service
  }

  /// Whether tokens that were made under another registration wake this one: a gateway ties each to the device that it was
  /// made for.
  package func isServedByTokens(of other: PushAccount?) -> Bool {
    endpoint == other?.endpoint && gateway?.device == other?.gateway?.device
  }
}
