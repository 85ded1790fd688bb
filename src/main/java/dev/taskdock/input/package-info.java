/// Text into a tree of nodes that know their line and column, and typed reading of that tree.
///
/// A file becomes a [dev.taskdock.input.Source], the source a [dev.taskdock.input.Node] (by
/// [dev.taskdock.input.JsonReader] or [dev.taskdock.input.YamlReader], which yield the same tree),
/// and a format's own package reads the objects of it through [dev.taskdock.input.Fields]: what is
/// absent, of the wrong type or unknown is reported there once, in one manner, for every format.
///
/// ```
/// Source.read(path, problems).flatMap(source -> JsonReader.read(source, problems))
/// ```
///
/// Nothing here knows ECS. Nothing throws for what a user wrote: it becomes a diagnostic, and what
/// could be read is handed on, so one run shows every mistake.
///
/// Why a tree and not data binding: a scalar keeps the text it was written with and is typed by who
/// reads it, so `0123` and `"3000"` survive; and binding loses positions. Only Jackson's streaming
/// core is used, which also starts faster.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input;
