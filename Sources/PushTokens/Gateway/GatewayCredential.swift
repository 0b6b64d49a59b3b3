/// The secret by which a gateway knows an account of ours: what stands after `Authorization: Token` (ChatSecure Push v1;
/// specs/push.md section 2). Who has it can make and revoke our tokens. It prints as redacted.
package struct GatewayCredential: Hashable, Sendable {
  /// For the header, and for the ledger's sealed column.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }
}

extension GatewayCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "GatewayCredential(redacted)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
