extension GatewayStore {
  func devices(of account: String, kind: DeviceKind) async throws -> [PushDevice] {
    try await database.transaction { connection in
      try connection.execute(
        "SELECT \(PushDevice.columns) FROM devices d WHERE account_id = $1 AND kind = $2 ORDER BY created_at, id",
        .text(account), .text(kind.rawValue)
      ).map { try PushDevice($0) }
    }
  }

  func device(_ id: String, of account: String, kind: DeviceKind) async throws -> PushDevice? {
    try await database.transaction { connection in
      try connection.execute(
        "SELECT \(PushDevice.columns) FROM devices d WHERE id = $1 AND account_id = $2 AND kind = $3",
        .text(id), .text(account), .text(kind.rawValue)
      ).first.map { try PushDevice($0) }
    }
  }

  /// Saves a device. One with the same registration in the same account is the same device: it keeps its id, and with it
  /// its tokens, and lives again.
  ///
  /// - Returns: the device as it is kept; `nil` where the account has ``GatewayLimits/devicesPerAccount`` others.
  func save(_ device: PushDevice, of account: String) async throws -> PushDevice? {
    try await database.transaction { connection in
      let count = try connection.execute(
        "SELECT count(*) FROM devices WHERE account_id = $1 AND registration_id <> $2", .text(account),
        .text(device.registration)
      ).first?.integer(0) ?? 0
      guard count < GatewayLimits.devicesPerAccount else { return nil }
      return try connection.execute(
        """
        INSERT INTO devices (id, account_id, kind, registration_id, p256dh, auth, name, device_id, is_active, created_at,
          registered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (account_id, kind, registration_id) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth,
          name = excluded.name, device_id = excluded.device_id, is_active = excluded.is_active,
          registered_at = excluded.registered_at, dead_at = NULL
        RETURNING \(PushDevice.bareColumns)
        """,
        .text(device.id), .text(account), .text(device.kind.rawValue), .text(device.registration),
        device.keys.map { .bytes($0.publicKey) } ?? .null, device.keys.map { .bytes($0.secret) } ?? .null,
        .text(device.name), .text(device.deviceID), .flag(device.isActive), .integer(device.createdAt),
        .integer(device.registeredAt)
      ).first.map { try PushDevice($0) }
    }
  }

  /// Writes a device of the account anew.
  ///
  /// - Returns: the device as it is kept; `nil` where another one of the account has that registration.
  func update(_ device: PushDevice, of account: String) async throws -> PushDevice? {
    try await database.transaction { connection in
      let others = try connection.execute(
        "SELECT id FROM devices WHERE account_id = $1 AND kind = $2 AND registration_id = $3 AND id <> $4",
        .text(account), .text(device.kind.rawValue), .text(device.registration), .text(device.id))
      guard others.isEmpty else { return nil }
      return try connection.execute(
        """
        UPDATE devices SET registration_id = $3, p256dh = $4, auth = $5, name = $6, device_id = $7, is_active = $8,
          registered_at = $9, dead_at = $10
        WHERE id = $1 AND account_id = $2 RETURNING \(PushDevice.bareColumns)
        """,
        .text(device.id), .text(account), .text(device.registration),
        device.keys.map { .bytes($0.publicKey) } ?? .null, device.keys.map { .bytes($0.secret) } ?? .null,
        .text(device.name), .text(device.deviceID), .flag(device.isActive), .integer(device.registeredAt),
        device.deadAt.map { .integer($0) } ?? .null
      ).first.map { try PushDevice($0) }
    }
  }

  /// - Returns: whether there was one.
  func deleteDevice(_ id: String, of account: String, kind: DeviceKind) async throws -> Bool {
    try await database.transaction { connection in
      try connection.execute(
        "DELETE FROM devices WHERE id = $1 AND account_id = $2 AND kind = $3 RETURNING id", .text(id), .text(account),
        .text(kind.rawValue)
      ).isEmpty == false
    }
  }
}

extension PushDevice {
  static let bareColumns =
    "id, kind, registration_id, p256dh, auth, name, device_id, is_active, created_at, registered_at, dead_at"
  static let columns = bareColumns.split(separator: ", ").map { "d.\($0)" }.joined(separator: ", ")

  /// - Parameter offset: where ``columns`` begin in the row.
  init(_ row: SQLRow, offset: Int = 0) throws(StoreError) {
    guard let kind = DeviceKind(rawValue: try row.text(offset + 1)) else { throw .corrupt }
    var keys: WebPushKeys?
    if kind == .webpush { keys = WebPushKeys(publicKey: try row.bytes(offset + 3), secret: try row.bytes(offset + 4)) }
    self.init(
      id: try row.text(offset), kind: kind, registration: try row.text(offset + 2), keys: keys,
      name: row.optionalText(offset + 5), deviceID: row.optionalText(offset + 6),
      isActive: try row.flag(offset + 7), createdAt: try row.integer(offset + 8),
      registeredAt: try row.integer(offset + 9), deadAt: row.optionalInteger(offset + 10))
  }
}
