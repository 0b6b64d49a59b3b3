import Primitives

/// Random identifiers: of requests, sessions and queries, and nonces. Who can guess a request's id can answer it in
/// another's name (CVE-2014-0364).
package enum Identifier {
  package static func random(bytes count: Int = 16) -> String {
    TextEncoding.hex(Random.bytes(count))
  }
}
