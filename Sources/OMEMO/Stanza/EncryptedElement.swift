package import XML

/// The `<encrypted/>` element: XEP-0384 0.9, section 5.5, or 0.3, section 4.4.
package struct EncryptedElement: Sendable, Equatable {
  package struct Key: Sendable, Equatable {
    package let recipient: DeviceID
    package let isKeyExchange: Bool
    package let bytes: [UInt8]

    package init(recipient: DeviceID, isKeyExchange: Bool, bytes: [UInt8]) {
      self.recipient = recipient
      self.isKeyExchange = isKeyExchange
      self.bytes = bytes
    }
  }

  /// The keys for one account's devices.
  package struct Keys: Sendable, Equatable {
    /// `nil` on the legacy wire, which does not say whose devices they are.
    package let account: JID?
    package let keys: [Key]

    package init(account: JID?, keys: [Key]) {
      self.account = account
      self.keys = keys
    }
  }

  package let namespace: Namespace
  /// The sending device, `sid`. Whose device it is the stanza's `from` says.
  package let sender: DeviceID
  package let keys: [Keys]
  /// `nil` in an empty message.
  package let payload: EncryptedPayload?

  package init(namespace: Namespace, sender: DeviceID, keys: [Keys], payload: EncryptedPayload?) {
    self.namespace = namespace
    self.sender = sender
    self.keys = keys
    self.payload = payload
  }

  /// Reads the element. What is unknown is ignored; what stands twice is refused, since two readers could choose
  /// differently.
  ///
  /// - Throws: `malformedElement`, `invalidID`, `tooMany`.
  package init(_ element: Element) throws(OMEMOError) {
    guard let namespace = Namespace(rawValue: element.namespace), element.name == "encrypted" else {
      throw .malformedElement
    }
    switch namespace {
    case .legacy: try self.init(legacy: element)
    case .omemo2: try self.init(omemo2: element)
    }
  }

  package var element: Element {
    switch namespace {
    case .legacy: legacyElement
    case .omemo2: omemo2Element
    }
  }

  /// What is addressed to one device: none or one in OMEMO 2. On the legacy wire a device of another account may have the
  /// same id, and each of the keys is to be tried, up to ``OMEMOLimits/candidateKeys``.
  package func keys(for device: DeviceID, of account: JID) -> ArraySlice<Key> {
    keys.filter { $0.account == nil || $0.account == account.bare }
      .flatMap { $0.keys.filter { $0.recipient == device } }
      .prefix(OMEMOLimits.candidateKeys)
  }
}
