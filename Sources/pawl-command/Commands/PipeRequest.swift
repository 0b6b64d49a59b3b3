import Pawl


/// A request on one line of JSON; `op` says which.
enum PipeRequest: Decodable {
  case bundle
  case deviceList
  case importDeviceList(jid: String, xml: String)
  case importBundle(jid: String, device: DeviceID, xml: String)
  case encrypt(jid: String, text: String)
  case decrypt(stanza: String)

  private enum Operation: String, Decodable {
    case bundle, encrypt, decrypt
    case deviceList = "devicelist"
    case importDeviceList = "import-devicelist"
    case importBundle = "import-bundle"
  }

  private enum Key: CodingKey {
    case op, jid, xml, device, to, text, stanza
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String {
      try fields.decode(String.self, forKey: key)
    }
    switch try fields.decode(Operation.self, forKey: .op) {
    case .bundle: self = .bundle
    case .deviceList: self = .deviceList
    case .importDeviceList: self = .importDeviceList(jid: try text(.jid), xml: try text(.xml))
    case .importBundle:
      guard let device = DeviceID(try fields.decode(UInt32.self, forKey: .device)) else {
        throw DecodingError.dataCorruptedError(forKey: .device, in: fields, debugDescription: "not a device id")
      }
      self = .importBundle(jid: try text(.jid), device: device, xml: try text(.xml))
    case .encrypt: self = .encrypt(jid: try text(.to), text: try text(.text))
    case .decrypt: self = .decrypt(stanza: try text(.stanza))
    }
  }
}
