import SwiftProtobuf

/// Serialises a message whose required fields are set, which is the only thing that can fail.
func serialise(_ message: some SwiftProtobuf.Message) throws(OMEMOError) -> [UInt8] {
  do { return try message.serializedBytes() } catch { throw .malformedMessage }
}

/// Parses a message; a required field that is missing is an error.
func parse<Message: SwiftProtobuf.Message>(
  _: Message.Type, _ bytes: some SwiftProtobufContiguousBytes
) throws(OMEMOError) -> Message {
  do { return try Message(serializedBytes: bytes) } catch { throw .malformedMessage }
}
