import Primitives
package import XML

/// An account's device list: `<devices/>` in OMEMO 2 (XEP-0384 0.9, section 5.3.1), `<list/>` in legacy OMEMO.
package struct DeviceList: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package let id: DeviceID
    /// The label and its signature as published, kept when the list is published again. A label counts only once its
    /// signature has been verified under the device's identity key. Legacy lists have none.
    package let label: String?
    package let labelSignature: String?

    package init(id: DeviceID, label: String? = nil, labelSignature: String? = nil) {
      self.id = id
      self.label = label
      self.labelSignature = labelSignature
    }
  }

  package let namespace: Namespace
  package var entries: [Entry]

  package init(namespace: Namespace, entries: [Entry]) {
    self.namespace = namespace
    self.entries = entries
  }

  /// Reads the element of either namespace. Unknown children are ignored; a device named twice, an id out of range or
  /// too many devices refuse the whole list.
  package init(_ element: Element) throws(OMEMOError) {
    guard let namespace = Namespace(rawValue: element.namespace), element.name == Self.elementName(namespace) else {
      throw .malformedElement
    }
    self.namespace = namespace
    let devices = element.elements("device", namespace.rawValue)
    guard devices.count <= OMEMOLimits.devicesPerAccount else { throw .tooMany }
    var seen: Set<DeviceID> = []
    entries = []
    for device in devices {
      guard let id = device.attribute("id").flatMap(DeviceID.init(text:)), seen.insert(id).inserted else {
        throw .invalidID
      }
      // Code points: to a character as people see it any number of combining marks may belong.
      let published = namespace == .omemo2 ? device.attribute("label") : nil
      let label = published.flatMap { $0.unicodeScalars.count <= OMEMOLimits.labelCharacters ? $0 : nil }
      let signature = device.attribute("labelsig").flatMap { $0.utf8.count <= OMEMOLimits.labelSignatureBytes ? $0 : nil }
      entries.append(Entry(id: id, label: label, labelSignature: label == nil ? nil : signature))
    }
  }

  package var element: Element {
    Element(
      Self.elementName(namespace), namespace: namespace.rawValue,
      children: entries.map { entry in
        var device = Element("device", namespace: namespace.rawValue, ["id": entry.id.description])
        guard namespace == .omemo2 else { return device }
        if let label = entry.label { device.attributes.append(Attribute("label", label)) }
        if let signature = entry.labelSignature { device.attributes.append(Attribute("labelsig", signature)) }
        return device
      })
  }

  private static func elementName(_ namespace: Namespace) -> String {
    switch namespace {
    case .legacy: "list"
    case .omemo2: "devices"
    }
  }
}
