/// Flows on real sockets.
@org.jspecify.annotations.NullMarked
package dev.taskdock.stream;
