/// Files of docker compose into what Fargate takes: task definitions, and a `taskdock.yaml` for
/// what stands on the laptop.
///
/// ```
/// ComposeImport.read(source, folder, asked, problems)
/// ```
///
/// [ComposeFile] is what is written, with variables, merge keys, `extends` and profiles resolved;
/// [Conversion] makes a container of a service; [Siblings] finds the names of other services, which
/// nobody knows on Fargate. What is written back is data for a writer of JSON or YAML: maps, lists
/// and scalars.
///
/// Nothing that a file says is dropped without a word: what Fargate has not is named with the
/// reason, and what becomes something else is named with what.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.compose;
