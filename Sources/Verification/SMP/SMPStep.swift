/// The stage that a message led to, and the message that goes out with it.
struct SMPStep<Stage: ~Copyable, Body: SMPBody>: ~Copyable {
  let stage: Stage
  let body: Body
}
