package import XMPPClient

/// Why a room is not entered, or not spoken in.
package enum RoomError: Error, Equatable, Sendable {
  /// Not an address of a room, or a nickname that cannot be.
  case invalidJID
  /// It does not keep strangers out, or does not tell its members who they are: there is no saying who could read.
  case notPrivate
  /// The room does not let us in.
  case refused(StanzaError)
  /// No answer came.
  case timedOut
}
