/// How the gateway becomes a component of an XMPP server (XEP-0114).
package struct ComponentConfiguration: Sendable {
  /// The component's own domain, such as `push.example.org`.
  package var domain: String
  /// What the server's configuration has for it.
  package var secret: String
  /// Where the server takes components; there is no TLS, so this is to be the same machine or a tunnel.
  package var host: String
  package var port: Int

  package init(domain: String, secret: String, host: String = "127.0.0.1", port: Int = 5347) {
    self.domain = domain
    self.secret = secret
    self.host = host
    self.port = port
  }
}
