package import XML

/// Which mechanism the client takes of those that the server offers, and how it binds to the TLS connection.
package struct MechanismChoice: Equatable {
  package let mechanism: SASLMechanism
  package let binding: ChannelBinding

  /// Chooses the strongest.
  ///
  /// A server that announces channel bindings (XEP-0440) without the one that is to be had, or does not say which it
  /// takes, gets a mechanism without: a guess that fails would shut the user out.
  ///
  /// - Parameters:
  ///   - features: the server's `<features/>`.
  ///   - endPoint: the data of `tls-server-end-point`, if the certificate has any.
  ///   - minimum: the weakest to take. Who stood between once could otherwise have a weaker one taken for good; the
  ///     caller remembers the strongest that ever succeeded.
  package init(
    features: Element, endPoint: [UInt8]?, minimum: SASLMechanism
  ) throws(ConnectionError) {
    let offered = features.elements("mechanisms", XMPPNamespace.sasl)
      .flatMap { $0.elements("mechanism", XMPPNamespace.sasl) }.compactMap { SASLMechanism(rawValue: $0.text) }
    let bindings = features.elements("sasl-channel-binding", XMPPNamespace.channelBinding)
      .flatMap { $0.elements("channel-binding", XMPPNamespace.channelBinding) }.compactMap { $0.attribute("type") }
    let usable = endPoint.flatMap { bindings.contains(ChannelBinding.endPointType) ? $0 : nil }
    guard let mechanism = offered.filter({ !$0.bindsChannel || usable != nil }).max() else { throw .noMechanism }
    guard mechanism >= minimum else { throw .downgraded }
    self.mechanism = mechanism
    if mechanism.bindsChannel, let usable {
      binding = .bound(type: ChannelBinding.endPointType, data: usable)
    } else {
      binding = endPoint != nil && !offered.contains(where: \.bindsChannel) ? .notOffered : .unsupported
    }
  }
}
