package import XML
import Primitives

/// An account's device list, `<devices/>` (XEP-0384 0.9, section 5.3.1).
package struct DeviceList: Sendable, Equatable {
  package static let node = "urn:xmpp:omemo:2:devices"

  package struct Entry: Sendable, Equatable {
    package let id: DeviceID
    /// The label and its signature as published, kept when the list is published again. A label counts only once its
    /// signature has been verified under the device's identity key.
    package let label: String?
    package let labelSignature: String?

    package init(id: DeviceID, label: String? = nil, labelSignature: String? = nil) {
      self.id = id
      self.label = label
      self.labelSignature = labelSignature
    }
  }

  package var entries: [Entry]

  package init(entries: [Entry]) {
    self.entries = entries
  }

  /// Reads the element. Unknown children are ignored; a device named twice, an id out of range or too many devices
  /// refuse the whole list.
  package init(_ element: Element) throws(OMEMOError) {
    let namespace = Profile.omemo2.namespace
    guard element.name == "devices", element.namespace == namespace else { throw .malformedElement }
    let devices = element.elements("device", namespace)
    guard devices.count <= OMEMOLimits.devicesPerAccount else { throw .tooMany }
    var seen: Set<DeviceID> = []
    entries = []
    for device in devices {
      guard let id = device.attribute("id").flatMap(DeviceID.init(text:)), seen.insert(id).inserted else {
        throw .invalidID
      }
      let label = device.attribute("label").flatMap { $0.count <= OMEMOLimits.labelCharacters ? $0 : nil }
      entries.append(
        Entry(id: id, label: label, labelSignature: label == nil ? nil : device.attribute("labelsig")))
    }
  }

  package var element: Element {
    let namespace = Profile.omemo2.namespace
    return Element(
      "devices", namespace: namespace,
      children: entries.map { entry in
        var device = Element("device", namespace: namespace, ["id": entry.id.description])
        if let label = entry.label { device.attributes.append(Attribute("label", label)) }
        if let signature = entry.labelSignature { device.attributes.append(Attribute("labelsig", signature)) }
        return device
      })
  }
}
