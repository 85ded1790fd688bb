/// The name server of a VPC: sockets and the codec, around what [dev.taskdock.discovery.Directory]
/// answers.
///
/// [dev.taskdock.dns.NameServer] listens where tasks ask (the laptop's address on their network)
/// and on loopback, over UDP and TCP, and answers nobody else. What is no name of ours is carried
/// to the resolvers of this machine and back, byte for byte ([dev.taskdock.dns.Upstream]).
///
/// Nobody can use it to flood others. Strangers get no byte, and no answer over UDP is longer than
/// whoever asks says he can take: 512 bytes, or the size in his EDNS, but never more than 4096;
/// what others answered is held to that too. What is longer is cut, says so (TC) and is there over
/// TCP. Nobody is told all records of a name at once, and what is no question gets twelve bytes, or
/// none where it is an answer.
///
/// [dev.taskdock.dns.Reply] turns the bytes of a question into those of an answer, and is the only
/// one that knows the codec: dnsjava, because it writes compression, truncation and EDNS, and has
/// met what the internet sends. Why plain sockets on threads that wait, and not an event loop? A
/// laptop's questions are hundreds a second; one thread reads datagrams and answers our own names
/// at once, and who has to wait for others does so on a thread of its own.
@org.jspecify.annotations.NullMarked
package dev.taskdock.dns;
