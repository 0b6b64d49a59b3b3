import PushTokens
import XML

/// A publish of an XMPP server to its user's push service (XEP-0357 section 6), as far as it is read: the token that the
/// user's client enabled, and whether the notification is worth to be seen. What it says of a message and its sender is
/// passed over, and goes nowhere.
struct PushPublish: Equatable {
  /// `nil` where there is none, or none that could be one.
  let token: PushToken?
  let isHigh: Bool

  /// - Returns: `nil` for a request that is no such publish.
  init?(_ request: Element) {
    guard request.attribute("type") == "set", let pubSub = request.elements("pubsub", Self.pubSub).first,
      let publish = pubSub.elements("publish", Self.pubSub).first,
      let item = publish.elements("item", Self.pubSub).first,
      let notification = item.elements("notification", Self.push).first
    else { return nil }
    let options = pubSub.elements("publish-options", Self.pubSub).first
    token = options.flatMap { Self.field("token", of: $0, type: Self.publishOptions) }.flatMap { try? PushToken($0) }
    // Servers send the same for a message and for a receipt of one; a text, true or not, is how they tell them apart.
    let text = Self.field("last-message-body", of: notification, type: Self.summary) ?? ""
    let priority = Self.field("last-message-priority", of: notification, type: Self.summary)
    isHigh = !text.isEmpty || priority == "high"
  }

  /// A field's value in a data form (XEP-0004) of that FORM_TYPE.
  private static func field(_ name: String, of parent: Element, type: String) -> String? {
    for form in parent.elements("x", dataForm) where value("FORM_TYPE", form) == type { return value(name, form) }
    return nil
  }

  private static func value(_ name: String, _ form: Element) -> String? {
    form.elements("field", dataForm).first { $0.attribute("var") == name }?.elements("value", dataForm).first?.text
  }

  static let push = "urn:xmpp:push:0"
  static let pubSub = "http://jabber.org/protocol/pubsub"
  private static let dataForm = "jabber:x:data"
  private static let summary = "urn:xmpp:push:summary"
  private static let publishOptions = "http://jabber.org/protocol/pubsub#publish-options"
}
