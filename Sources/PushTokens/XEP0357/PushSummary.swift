package import XML

/// What a notification says besides that there is one: a form each of whose fields may be missing (section 7). By default
/// servers give neither a sender nor a body; what they do give is a stranger's text.
package struct PushSummary: Hashable, Sendable {
  package var messageCount: Int?
  package var pendingSubscriptionCount: Int?
  package var lastMessageSender: JID?
  package var lastMessageBody: String?
  /// "high" or "low", of servers made for ChatSecure; no part of the XEP.
  package var lastMessagePriority: String?

  package init(
    messageCount: Int? = nil, pendingSubscriptionCount: Int? = nil, lastMessageSender: JID? = nil,
    lastMessageBody: String? = nil, lastMessagePriority: String? = nil
  ) {
    self.messageCount = messageCount
    self.pendingSubscriptionCount = pendingSubscriptionCount
    self.lastMessageSender = lastMessageSender
    self.lastMessageBody = lastMessageBody
    self.lastMessagePriority = lastMessagePriority
  }

  /// Whether the server holds it for something that a person wants to be shown: Prosody and ejabberd set a body, a real one or
  /// a fixed text, for those only. A priority says it before a body does.
  package var isImportant: Bool {
    lastMessagePriority.map { $0 == "high" } ?? (lastMessageBody?.isEmpty == false)
  }

  /// A count or address that is none counts as missing: the push is worth more than the form.
  init(fields: [String: String]) {
    messageCount = Self.count(fields["message-count"])
    pendingSubscriptionCount = Self.count(fields["pending-subscription-count"])
    lastMessageSender = fields["last-message-sender"].flatMap { try? JID($0) }
    lastMessageBody = fields["last-message-body"]
    lastMessagePriority = fields["last-message-priority"]
  }

  var form: PushForm {
    var fields: [String: String] = [:]
    fields["message-count"] = messageCount.map(String.init)
    fields["pending-subscription-count"] = pendingSubscriptionCount.map(String.init)
    fields["last-message-sender"] = lastMessageSender?.description
    fields["last-message-body"] = lastMessageBody
    fields["last-message-priority"] = lastMessagePriority
    return PushForm(type: PushNamespace.summary, fields: fields)
  }

  private static func count(_ text: String?) -> Int? {
    guard let text, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(text)
  }
}
