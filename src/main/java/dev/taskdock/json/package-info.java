/// How what we say to machines is written: on stdout, to a container that asks for its metadata, to
/// the engine.
///
/// Values are maps, collections and scalars, in the order in which they are to appear. Jackson's
/// generator writes them; its object mapper would cost a short command a quarter of its time.
@org.jspecify.annotations.NullMarked
package dev.taskdock.json;
