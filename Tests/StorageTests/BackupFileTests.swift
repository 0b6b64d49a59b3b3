import OMEMO
import Primitives
import PushTokens
import Storage
import TestSupport
import Testing
import XML

/// The file itself. Argon2id runs at its lowest cost here, since thousands of files are opened.
@Suite("A backup file")
struct BackupFileTests {
  static let cost = Argon2id.Cost(passes: 1, kibibytes: 8)
  static let passphrase = Array("correct horse battery staple".utf8)
  /// Where the header's fields end: magic, version, salt, passes, memory.
  static let (magicEnd, versionEnd, saltEnd, passesEnd) = (10, 11, 27, 31)

  let backup: Backup

  init() throws {
    let folder = try TemporaryFolder()
    let store = try Store(creating: folder.path("store"), key: .file(path: folder.path("store.key")))
    backup = try store.transaction { transaction in
      try Self.fill(transaction)
      return try transaction.backup()
    }
  }

  /// One of everything, and every optional value with and without.
  private static func fill(_ transaction: borrowing Transaction) throws {
    let alice = try JID("alice@example.org")
    let bob = try JID("bob@example.net")
    let endpoint = try PushEndpoint("https://push.example/api/v1/messages/")
    try transaction.create(
      Account(jid: alice, deviceID: try #require(DeviceID(7)), identity: try IdentityKeyPair.generate()))
    try transaction.set(TrustPolicy.manual)
    _ = try transaction.refillOneTimePreKeys(to: 5, for: .omemo2)
    _ = try transaction.rotateSignedPreKey(now: 1)
    for (index, trust) in Trust.allCases.enumerated() {
      let id = try #require(DeviceID(UInt32(index) + 20))
      _ = try transaction.bind(.curve25519(X25519PrivateKey().publicKey), to: id, of: bob)
      try transaction.set(trust, id, of: bob, decidedAt: 0)
      try transaction.note(understandsTokens: index % 2 == 0, id, of: bob)
    }
    let changed = try #require(DeviceID(30))
    _ = try transaction.bind(.curve25519(X25519PrivateKey().publicKey), to: changed, of: alice)
    try transaction.forgetIdentity(of: changed, alice)

    let now = DateTime(secondsSinceEpoch: 1_795_392_000)
    let minted = (0..<3).map { _ in MintedToken(token: .mint(), endpoint: endpoint, expires: now) }
    for token in minted { try transaction.save(token) }
    var given = minted[0].given(to: bob, device: nil, now: now)
    given.lastSeen = now
    try transaction.save(given)
    try transaction.save(minted[1].given(to: bob, device: 20, now: now))
    for (state, expires) in [(HeldToken.State.unused, now), (.used, nil), (.dead, nil)] {
      try transaction.save(
        HeldToken(
          token: .mint(), contact: bob, device: 20, endpoint: endpoint, received: now, expires: expires, state: state))
    }
  }

  private func sealed(_ backup: Backup) throws -> [UInt8] {
    try backup.sealed(passphrase: SecretBytes(copying: Self.passphrase), cost: Self.cost)
  }

  private func opened(_ file: [UInt8]) throws(BackupFileError) -> Backup {
    try Backup(opening: file, passphrase: SecretBytes(copying: Self.passphrase))
  }

  /// A file with any body, under the right passphrase.
  private func sealed(body: [UInt8]) throws -> [UInt8] {
    try BackupHeader(cost: Self.cost).seal(
      SecretBytes(copying: body), passphrase: SecretBytes(copying: Self.passphrase))
  }

  /// A backup does not say when something was decided.
  private func undated(_ devices: [DeviceRecord]) -> [DeviceRecord] {
    devices.map { device in
      var device = device
      device.decidedAt = nil
      return device
    }
  }

  private func body(of backup: Backup) throws -> [UInt8] {
    try backup.body().declassified()
  }

  @Test("What was written is read again")
  func roundTrip() throws {
    let read = try opened(sealed(backup))
    #expect(read.account.jid == backup.account.jid && read.account.deviceID == backup.account.deviceID)
    let identities = [read.account.identity.encoded().declassified(), backup.account.identity.encoded().declassified()]
    #expect(identities[0] == identities[1])
    #expect(read.trustPolicy == .manual)
    #expect(read.nextPreKeyID == backup.nextPreKeyID)
    #expect(read.devices == undated(backup.devices) && read.devices.count == 5)
    #expect(read.devices.filter(\.isKnownOtherwise).map(\.identityKey) == [nil])
    #expect(read.mintedTokens == backup.mintedTokens && read.mintedTokens.count == 1)
    #expect(read.givenTokens == backup.givenTokens && read.givenTokens.count == 2)
    #expect(read.heldTokens == backup.heldTokens && read.heldTokens.count == 3)
  }

  @Test("An identity that began in a libsignal client keeps its form")
  func scalarIdentity() throws {
    var backup = backup
    backup.account = Account(
      jid: backup.account.jid, deviceID: backup.account.deviceID,
      identity: try IdentityKeyPair(scalar: SecretBytes(randomCount: 32)))
    let read = try opened(sealed(backup))
    #expect(read.account.identity.publicKey == backup.account.identity.publicKey)
    let bodies = try [body(of: read), body(of: backup)]
    #expect(bodies[0] == bodies[1])
  }

  @Test("The layout is the one that is written down")
  func layout() throws {
    let file = try sealed(backup)
    let body = try body(of: backup)
    #expect(file.starts(with: Array("PAWLBACKUP".utf8) + [1]))
    #expect(Array(file[Self.saltEnd..<BackupHeader.byteCount]) == [0, 0, 0, 1, 0, 0, 0, 8])
    #expect(BackupHeader.byteCount == 35 && file.count == 35 + 24 + body.count + 16)
    #expect(body.starts(with: [1]))
    #expect(Array(body[33..<37]) == [0, 0, 0, 17] && Array(body[37..<54]) == Array("alice@example.org".utf8))
    #expect(Array(body[54..<62]) == [0, 0, 0, 7, 0, 0, 0, 7])
    #expect(Array(body[62..<72]) == [0, 0, 0, 6] + Array("manual".utf8))
  }

  @Test("Two backups of one device have nothing in common but what the format says")
  func freshSaltAndNonce() throws {
    let files = [try sealed(backup), try sealed(backup)]
    #expect(files[0][Self.versionEnd..<Self.saltEnd] != files[1][Self.versionEnd..<Self.saltEnd])
    #expect(files[0][BackupHeader.byteCount...] != files[1][BackupHeader.byteCount...])
  }

  @Test("Nothing of the body can be read in the file")
  func nothingInTheClear() throws {
    let text = String(decoding: try sealed(backup), as: UTF8.self)
    for clear in ["alice@", "bob@", "example", "distrusted", backup.heldTokens[0].token.text] {
      #expect(!text.contains(clear))
    }
  }

  @Test("A file that was cut is refused, wherever")
  func truncation() throws {
    let file = try sealed(backup)
    for count in 0..<file.count {
      let expected: BackupFileError = count < Self.magicEnd ? .notABackup : .damagedOrWrongPassphrase
      #expect(throws: expected, "\(count) bytes") { _ = try opened(Array(file.prefix(count))) }
    }
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(file + [0]) }
    _ = try opened(file)
  }

  @Test("A flipped bit is found, whichever")
  func flippedBits() throws {
    let file = try sealed(backup)
    // The middle bytes of the cost's memory are left out: with them changed it is allowed still, and slow.
    let slow = (Self.passesEnd + 1)...(Self.passesEnd + 2)
    for place in file.indices where !slow.contains(place) {
      for bit in 0..<8 {
        var changed = file
        changed[place] ^= 1 << bit
        let expected: BackupFileError =
          switch place {
          case ..<Self.magicEnd: .notABackup
          case ..<Self.versionEnd where bit > 0: .newerVersion
          default: .damagedOrWrongPassphrase
          }
        #expect(throws: expected, "bit \(bit) of byte \(place)") { _ = try opened(changed) }
      }
    }
  }

  @Test("Another passphrase does not open it", arguments: [
    "", "correct horse battery stapl", "Correct horse battery staple",
  ])
  func wrongPassphrase(other: String) throws {
    let file = try sealed(backup)
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) {
      _ = try Backup(opening: file, passphrase: SecretBytes(copying: Array(other.utf8)))
    }
  }

  @Test("A later version is called one, whatever else it is", arguments: [2, 3, 255] as [UInt8])
  func laterVersion(version: UInt8) throws {
    var file = try sealed(backup)
    file[Self.magicEnd] = version
    #expect(throws: BackupFileError.newerVersion) { _ = try opened(file) }
    #expect(throws: BackupFileError.newerVersion) { _ = try opened(Array(file.prefix(Self.versionEnd))) }
  }

  @Test("Version 0 never was")
  func versionZero() throws {
    var file = try sealed(backup)
    file[Self.magicEnd] = 0
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(file) }
  }

  /// Unchecked, the first of them would run for years and the last take 4 TiB: the test would not end, or end in
  /// another error.
  @Test("A header cannot ask for hours or gigabytes", arguments: [
    (UInt32.max, 8), (11, 8), (0, 8), (1, 0), (1, 7), (1, 256 * 1024 + 1), (1, 1024 * 1024), (1, .max),
  ] as [(UInt32, UInt32)])
  func hostileCost(passes: UInt32, kibibytes: UInt32) throws {
    var file = try sealed(backup)
    for (index, shift) in [24, 16, 8, 0].enumerated() {
      file[Self.saltEnd + index] = UInt8(truncatingIfNeeded: passes >> UInt32(shift))
      file[Self.passesEnd + index] = UInt8(truncatingIfNeeded: kibibytes >> UInt32(shift))
    }
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(file) }
  }

  @Test("A file above 16 MiB is refused")
  func oversized() throws {
    let file = try sealed(backup)
    let padding = [UInt8](repeating: 0, count: BackupLimits.fileBytes + 1 - file.count)
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(file + padding) }
  }

  @Test("What has no room in a file is not written")
  func tooLarge() throws {
    var many = backup
    many.heldTokens = Array(repeating: backup.heldTokens[0], count: BackupLimits.tokens + 1)
    #expect(throws: BackupFileError.tooLarge) { _ = try sealed(many) }

    var long = backup
    let endpoint = try PushEndpoint("https://push.example/" + String(repeating: "a", count: 2000))
    let token = MintedToken(token: .mint(), endpoint: endpoint, expires: DateTime(secondsSinceEpoch: 0))
    long.mintedTokens = Array(repeating: token, count: 9000)
    #expect(throws: BackupFileError.tooLarge) { _ = try sealed(long) }
  }

  /// The body is authentic here: only its own grammar is left to refuse it.
  @Test("Each body has one reading, and each content one body")
  func canonicalBodies() throws {
    let body = try body(of: backup)
    for place in body.indices {
      // Among them those that make another number, another case, and no UTF-8.
      for bit in [0, 1, 5, 7] {
        var changed = body
        changed[place] ^= 1 << bit
        do {
          let read = try opened(sealed(body: changed)).body().declassified()
          #expect(read == changed, "bit \(bit) of byte \(place) is read as something else")
        } catch {
          #expect(error as? BackupFileError == .damagedOrWrongPassphrase, "bit \(bit) of byte \(place)")
        }
      }
    }
    for count in 0..<body.count {
      #expect(throws: BackupFileError.damagedOrWrongPassphrase, "a body of \(count) bytes") {
        _ = try opened(sealed(body: Array(body.prefix(count))))
      }
    }
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(sealed(body: body + [0])) }
  }

  @Test("An authentic body with values out of bounds is refused", arguments: [
    "a resource", "upper case", "no local part", "no UTF-8", "a long JID", "device 0", "device 2^31", "prekey 0",
    "a policy that is none", "devices without end",
  ])
  func badValues(what: String) throws {
    let identity = Array(try body(of: backup).prefix(33))
    var jid = Array("alice@example.org".utf8)
    var (id, preKey, policy, devices): (UInt32, UInt32, String, UInt32) = (7, 6, "manual", 0)
    switch what {
    case "a resource": jid += Array("/phone".utf8)
    case "upper case": jid[0] = UInt8(ascii: "A")
    case "no local part": jid = Array("example.org".utf8)
    case "no UTF-8": jid[0] = 0xff
    case "a long JID": jid = Array(repeating: UInt8(ascii: "a"), count: 3000) + jid
    case "device 0": id = 0
    case "device 2^31": id = 1 << 31
    case "prekey 0": preKey = 0
    case "a policy that is none": policy = "none"
    default: devices = .max
    }
    func number(_ number: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
    let body =
      identity + number(UInt32(jid.count)) + jid + number(id) + number(preKey)
      + number(UInt32(policy.utf8.count)) + Array(policy.utf8) + number(devices) + number(0) + number(0) + number(0)
    let file = try sealed(body: body)
    #expect(throws: BackupFileError.damagedOrWrongPassphrase) { _ = try opened(file) }
  }

  @Test("Of a restored store everything is as it was but the device")
  func restored() throws {
    let folder = try TemporaryFolder()
    let store = try Store(creating: folder.path("store"), key: .file(path: folder.path("store.key")))
    let id = try #require(DeviceID(8))
    try store.transaction { transaction in
      try transaction.restore(opened(sealed(backup)), as: id, now: 1)
      #expect(try transaction.account().deviceID == id)
      #expect(try transaction.allSessionIDs().isEmpty)
      #expect(try transaction.oneTimePreKeyCount(for: .omemo2) == 0)
      try transaction.refillOneTimePreKeys(to: 1, for: .omemo2)
      let preKeys = try transaction.ownBundle(of: transaction.account().identity, for: .omemo2).oneTimePreKeys
      #expect(preKeys.count == 1 && preKeys.allSatisfy { $0.id >= backup.nextPreKeyID })

      let again = try transaction.backup()
      #expect(again.trustPolicy == backup.trustPolicy && again.nextPreKeyID > backup.nextPreKeyID)
      // Rows of one second stand in the order of their keyed hashes, which every store has its own key for.
      #expect(Set(again.mintedTokens) == Set(backup.mintedTokens))
      #expect(Set(again.givenTokens) == Set(backup.givenTokens))
      #expect(Set(again.heldTokens) == Set(backup.heldTokens))
      let former = undated(again.devices).filter { !undated(backup.devices).contains($0) }
      #expect(former.map(\.id) == [backup.account.deviceID] && former.map(\.trust) == [.distrusted])
      #expect(again.devices.count == backup.devices.count + 1)
    }
  }
}
