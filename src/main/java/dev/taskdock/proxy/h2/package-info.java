/// HTTP/2 between the load balancer and its clients, and between it and targets that speak it:
/// heads from one shape into the other, and Netty's codec set up as ALB's.
///
/// A [dev.taskdock.proxy.h2.Heads] turns what a stream begins with into the head of HTTP/1.1 that
/// rules, transforms and [dev.taskdock.proxy.http] know, and back: so a condition, a forwarded
/// address or a trace id is made in one place for all protocols. Whatever could mean something else
/// there than it does here is refused before.
///
/// Netty's Http2ConnectionHandler is used below its stream channels: a stream is an entry in a
/// table and an object of ours, not a channel with a pipeline, which costs half as much.
///
/// Where AWS says nothing, this is what is done. Windows and frames are those that captures show:
/// 128 streams, 64 KiB for each, no limit for the connection. A field whose name is more than
/// letters, digits and hyphens gets a 400, unless such fields are dropped. Trailers go on between
/// HTTP/2 and HTTP/2, and are dropped towards HTTP/1.1. A stream whose answer is whole before its
/// request is, ends with NO_ERROR when more than a window of the request, or more than a second,
/// has gone by since; one whose answer is cut off ends with INTERNAL_ERROR.
@org.jspecify.annotations.NullMarked
package dev.taskdock.proxy.h2;
