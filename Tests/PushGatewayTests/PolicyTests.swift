import Foundation
import Testing

@testable import PushGateway

@Suite("Limits, retries, answers")
struct PolicyTests {
  @Test("A bucket empties, fills again in time, and is no larger than its burst")
  func bucket() {
    let limiter = RateLimiter(RateLimit(burst: 2, perSecond: 0.5))
    #expect(limiter.take("a", now: 0) == nil && limiter.take("a", now: 0) == nil)
    #expect(limiter.take("a", now: 0) == 2)
    #expect(limiter.take("b", now: 0) == nil, "each key has its own")
    #expect(limiter.take("a", now: 1000) == 1)
    #expect(limiter.take("a", now: 2000) == nil)
    #expect(limiter.take("a", now: 1_000_000) == nil && limiter.take("a", now: 1_000_000) == nil)
    #expect(limiter.take("a", now: 1_000_000) != nil)
    #expect(limiter.take("a", now: 0) != nil, "a clock that goes back gives nothing")
  }

  @Test("A rate that is next to nothing lets one through, and says to come back tomorrow", arguments: [0.2, 1e-20, 1e-300])
  func tinyRate(rate: Double) {
    let limiter = RateLimiter(RateLimit(burst: rate, perSecond: rate))
    #expect(limiter.take("a", now: 0) == nil)
    #expect(limiter.take("a", now: 0) == (rate == 0.2 ? 5 : 86_400))
  }

  @Test("An IPv4 address is counted for itself, however it is written, and IPv6 by networks of 64 bits", arguments: [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:202", "192.0.2.2"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:DB8::1", "2001:db8:0:0"), ("::1", "0:0:0:0"), ("", ""),
  ])
  func network(address: String, key: String) {
    #expect(GatewayContext.network(address) == key)
  }

  @Test("More keys than fit push out those that say nothing")
  func keys() {
    let limiter = RateLimiter(RateLimit(burst: 2, perSecond: 1))
    for key in 0..<100_000 { _ = limiter.take("\(key)", now: 0) }
    _ = limiter.take("new", now: 10_000)
    #expect(limiter.take("1", now: 10_000) == nil && limiter.take("1", now: 10_000) == nil)
  }

  @Test("Retries double up to five minutes, with chance in them, and heed the push service")
  func retries() {
    #expect(RetryPolicy.delay(attempts: 1, after: nil, random: 0) == 500)
    #expect(RetryPolicy.delay(attempts: 4, after: nil, random: 0) == 4000)
    #expect(RetryPolicy.delay(attempts: 1000, after: nil, random: 0.999) <= 300_000)
    #expect(RetryPolicy.delay(attempts: 1, after: 60, random: 0) == 60_000)
    #expect(RetryPolicy.delay(attempts: 1, after: .max, random: 0) == 3_600_000)
    #expect(RetryPolicy.delay(attempts: 1, after: -1, random: 0) == 500)
  }

  @Test("An answer of APNs", arguments: [
    (200, "", Delivery.delivered), (410, #"{"reason":"Unregistered","timestamp":5}"#, .dead(since: 5)),
    (400, #"{"reason":"BadDeviceToken"}"#, .dead(since: nil)), (400, #"{"reason":"BadTopic"}"#, .refused),
    (403, #"{"reason":"InvalidProviderToken"}"#, .retry(after: 300)), (429, "", .retry(after: 7)),
    (500, "x", .retry(after: 7)), (503, "", .retry(after: 7)), (413, "", .refused), (404, "", .refused),
  ])
  func apns(status: UInt, body: String, delivery: Delivery) {
    #expect(APNsAnswer(status: status, body: Data(body.utf8), retryAfter: 7).delivery == delivery)
  }

  @Test("A timer becomes a histogram of seconds")
  func histogram() {
    let registry = PrometheusRegistry()
    GatewayMetrics(factory: registry).delivered(.delivered, .apns, in: .milliseconds(30))
    let text = registry.text()
    #expect(text.contains("pawl_gateway_delivery_seconds_bucket{kind=\"apns\",le=\"0.025\"} 0\n"))
    #expect(text.contains("pawl_gateway_delivery_seconds_bucket{kind=\"apns\",le=\"0.05\"} 1\n"))
    #expect(text.contains("pawl_gateway_delivery_seconds_count{kind=\"apns\"} 1\n"))
    #expect(text.contains("pawl_gateway_deliveries_total{kind=\"apns\",outcome=\"delivered\"} 1\n"))
  }
}
