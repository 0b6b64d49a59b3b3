import Pawl

/// A request on one line of JSON; `op` says which.
enum PipeRequest: Decodable {
  case bundle(Namespace)
  case deviceList(Namespace)
  case importDeviceList(jid: String, xml: String)
  case importBundle(jid: String, device: DeviceID, xml: String)
  case encrypt(jid: String, text: String)
  case decrypt(stanza: String)
  case repair(jid: String, device: DeviceID)
  case sessions

  private enum Operation: String, Decodable {
    case bundle, encrypt, decrypt, repair, sessions
    case deviceList = "devicelist"
    case importDeviceList = "import-devicelist"
    case importBundle = "import-bundle"
  }

  private enum Key: CodingKey {
    case op, namespace, jid, xml, device, to, text, stanza
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String {
      try fields.decode(String.self, forKey: key)
    }
    func namespace() throws -> Namespace {
      guard let name = try fields.decodeIfPresent(String.self, forKey: .namespace) else { return .omemo2 }
      guard let namespace = Namespace(rawValue: name) else {
        throw DecodingError.dataCorruptedError(forKey: .namespace, in: fields, debugDescription: "not a version")
      }
      return namespace
    }
    func device() throws -> DeviceID {
      guard let device = DeviceID(try fields.decode(UInt32.self, forKey: .device)) else {
        throw DecodingError.dataCorruptedError(forKey: .device, in: fields, debugDescription: "not a device id")
      }
      return device
    }
    switch try fields.decode(Operation.self, forKey: .op) {
    case .bundle: self = .bundle(try namespace())
    case .deviceList: self = .deviceList(try namespace())
    case .importDeviceList: self = .importDeviceList(jid: try text(.jid), xml: try text(.xml))
    case .importBundle: self = .importBundle(jid: try text(.jid), device: try device(), xml: try text(.xml))
    case .repair: self = .repair(jid: try text(.jid), device: try device())
    case .encrypt: self = .encrypt(jid: try text(.to), text: try text(.text))
    case .sessions: self = .sessions
    case .decrypt: self = .decrypt(stanza: try text(.stanza))
    }
  }
}
