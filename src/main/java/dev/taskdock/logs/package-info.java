/// Container output → lines with a source.
///
/// An engine delivers pieces: a line may come in several, a piece may hold several lines, bytes may
/// be no text at all. [dev.taskdock.logs.LineAssembler] makes [dev.taskdock.logs.LogLine]s of them,
/// byte for byte; [dev.taskdock.logs.LineWriter] prints them with a prefix per container. A line of
/// any length passes in bounded memory: beyond a limit it goes out in parts, and the writer joins
/// them again unless another container spoke in between.
///
/// [dev.taskdock.logs.EventLog] keeps the lines of a container in a file, as events of the log
/// stream that CloudWatch would have.
@org.jspecify.annotations.NullMarked
package dev.taskdock.logs;
