import Foundation
import Pawl

// adapter STORE JID CONTACT COMMAND [ARGUMENT...]
//
// COMMAND is the connection: it speaks stanzas line by line, as connection.py beside this package does with slixmpp.
// What is typed goes to CONTACT, encrypted.

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 4 else {
  print("usage: adapter STORE JID CONTACT COMMAND [ARGUMENT...]")
  exit(64)
}
let (store, jid, contact) = (arguments[1], arguments[2], arguments[3])

let device: Device
do throws(DeviceError) {
  device = try Device(opening: store, key: .file(path: store + ".key"))
} catch .store(.missing) {
  device = try Device(creating: store, key: .file(path: store + ".key"), jid: jid, now: .now)
}
let connection = try ForeignConnection(command: Array(arguments.dropFirst(3)))
let adapter = Adapter(device: device, connection: connection)

let (typed, keyboard) = AsyncStream.makeStream(of: String.self)
await connection.run {
  await adapter.announce()
  show("online as \(await connection.address)")
  Thread.detachNewThread {
    while let line = readLine() { keyboard.yield(line) }
    keyboard.finish()
  }
  Task {
    for await line in typed {
      do { try await adapter.send(line, to: contact) } catch { show("not sent: \(error)") }
    }
    await connection.close()
  }
} take: { stanza in
  await adapter.take(stanza)
}
