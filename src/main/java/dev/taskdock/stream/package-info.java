/// The data path of network load balancers: sockets, and the flows between clients and targets.
///
/// A [dev.taskdock.stream.FlowServer] accepts connections and spreads them over event loops. What
/// the flows of one loop share is its [dev.taskdock.stream.FlowLane]. A
/// [dev.taskdock.stream.TcpFlow] joins two [dev.taskdock.stream.End]s: what one reads, the other
/// writes, in pieces that never enter the Java heap, and no end is read while the other has not
/// taken the last piece. [dev.taskdock.stream.UdpFlows] does the same for UDP, where a flow is what
/// one client sends to one port. Who gets a flow is the business of [dev.taskdock.routing].
///
/// Departing from AWS, where packets are passed on: here a connection ends at the load balancer and
/// another begins. So a client is connected before its target is (one that refuses shows as a reset
/// right after), keep-alive packets do not count as activity, and targets see the load balancer's
/// address, whatever `preserve_client_ip.enabled` says.
///
/// Why copying and not `splice`: a pipe holds 64 KB unless root has allowed more, and each call
/// costs more than the copy it saves. With pieces of up to half a megabyte there are so few calls
/// that the copy is all that is left; `scripts/bench nlb` measures it against HAProxy, which
/// splices.
@org.jspecify.annotations.NullMarked
package dev.taskdock.stream;
