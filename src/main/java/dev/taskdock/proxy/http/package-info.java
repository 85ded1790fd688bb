/// HTTP/1.1 as bytes: where a head ends, what it says, where its body ends, and what it becomes on
/// the other side of the load balancer.
///
/// A [dev.taskdock.proxy.http.RequestHead] or [dev.taskdock.proxy.http.ResponseHead] is filled with
/// what was received until it is whole, and then knows its parts by their places in those bytes.
/// [dev.taskdock.proxy.http.Desync] classifies a request as http-desync-guardian does;
/// [dev.taskdock.proxy.http.RequestFraming] and [dev.taskdock.proxy.http.ResponseFraming] say how
/// its body ends, and [dev.taskdock.proxy.http.Body] follows it there.
/// [dev.taskdock.proxy.http.RequestSplicer] and [dev.taskdock.proxy.http.ResponseSplicer] write the
/// head for the next hop into an [dev.taskdock.proxy.http.Output]. All of them are used again for
/// the next message: on this path nothing is allocated.
///
/// Pure: no I/O, no clock, no chance, no Netty. A trace id's random bits and its moment come in.
///
/// Why not a codec of Netty's: it makes an object of each line, which costs as much as the rest of
/// a proxied request together, and it forgives what a classifier has to see.
///
/// How this cannot be made to smuggle: a body whose end is in doubt (lengths that differ, `chunked`
/// twice or not last) is refused in every mode; where both `Transfer-Encoding` and `Content-Length`
/// are there, the length goes no further; a chunked body is followed byte by byte by its strictest
/// grammar, its extensions and trailers go no further; bare line feeds end lines of a head, never
/// of a chunk; and of every field that decides about framing exactly one is written, by us.
///
/// Where AWS says nothing, this is what is done: a trailer section is dropped; an absolute target
/// is forwarded in origin form; a line that is folded becomes a line of its own, as the user guide
/// tells, but never a framing field; a field that merely looks like one (`transfer_encoding`) is
/// classified as suspicious and forwarded only in monitor mode; `GET /` without a version is
/// refused, though the guide counts HTTP/0.9 among the protocols.
@org.jspecify.annotations.NullMarked
package dev.taskdock.proxy.http;
