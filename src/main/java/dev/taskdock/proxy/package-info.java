/// The load balancer's data path: sockets, and the connections between clients and targets.
///
/// A [dev.taskdock.proxy.LoadBalancerServer] accepts connections and spreads them over event loops.
/// What the connections of one loop share is its [dev.taskdock.proxy.Lane]: the connections to
/// targets that are kept alive, a clock that ticks, and a place to write heads. Because a request
/// never leaves its loop, nothing on its way takes a lock. A [dev.taskdock.proxy.ClientConnection]
/// and a [dev.taskdock.proxy.TargetConnection] are joined for one request at a time; what bytes
/// mean is the business of [dev.taskdock.proxy.http], and where a request goes that of
/// [dev.taskdock.routing].
///
/// Where a rule asks who is there, a [dev.taskdock.proxy.Gatekeeper] decides; it never makes a loop
/// wait, and while it asks somebody, the request is held and all others go on.
///
/// Nothing else of a body is held: it goes on in the pieces in which it arrived, and who is behind
/// is waited for by not reading from the other side. Nothing is tried twice: AWS answers 502 for a
/// kept-alive connection that its target closed, so a target whose keep-alive is too short is found
/// here as it would be there; [dev.taskdock.proxy.Cause] names the reason.
///
/// Why Netty and not a reactor on java.nio: TLS, HTTP/2 and gRPC need its codecs, and one event
/// loop for all of them is worth more than the tenth that a hand-written reactor saves on this
/// path. Raw bytes with head splicing, 64 connections, two cores shared with load and targets,
/// rules, metrics and trace ids on, ratios to the better of HAProxy 2.6 with one and two threads,
/// CPU per request / requests per second, median of three rounds: io_uring 0.83 / 1.17, epoll 1.07
/// / 1.06. `scripts/bench lb` measures again.
///
/// On io_uring the kernel takes a buffer from a small ring when bytes have come. The ring's buffers
/// grow with what is read, since large bodies are cheapest in large pieces.
@org.jspecify.annotations.NullMarked
package dev.taskdock.proxy;
