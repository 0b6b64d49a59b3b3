/// An account of this installation's at a gateway. Its name is random and says nothing of who uses it.
package struct GatewayAccount: Hashable, Sendable {
  /// The API's base URL, with a slash at its end.
  package let base: PushEndpoint
  package let username: String
  package let credential: GatewayCredential
  package let device: GatewayDevice

  package init(base: PushEndpoint, username: String, credential: GatewayCredential, device: GatewayDevice) {
    self.base = base
    self.username = username
    self.credential = credential
    self.device = device
  }
}
