/// What the API says and believes.
package struct APISettings: Sendable {
  /// The JID of the XMPP component, which `pubsub/` names; `nil` without one.
  package var component: String?
  /// Whether a reverse proxy of ours stands before the gateway and writes `X-Forwarded-For`.
  package var isBehindProxy = false
  /// The VAPID public key, which a WebPush client subscribes with.
  package var vapidKey: String?

  package init(component: String? = nil, isBehindProxy: Bool = false, vapidKey: String? = nil) {
    self.component = component
    self.isBehindProxy = isBehindProxy
    self.vapidKey = vapidKey
  }
}
